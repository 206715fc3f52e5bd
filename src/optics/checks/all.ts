/** All physics checks of the optics, in the order of their ids. */
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { blurChecks } from './blur.js';

export const opticsChecks: readonly PhysicsCheck[] = [...blurChecks];
