/** All physics checks of the optics, in the order of their ids. */
import type { PhysicsCheck } from '../../engine/physics-check.js';

export const opticsChecks: readonly PhysicsCheck[] = [];
