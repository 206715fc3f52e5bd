/** All physics checks of the optics, in the order of their ids. */
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { blurChecks } from './blur.js';
import { maskChecks } from './masks.js';

export const opticsChecks: readonly PhysicsCheck[] = [...blurChecks, ...maskChecks];
