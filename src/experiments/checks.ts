/** The physics checks of all parts of the camera, and how they come out on this machine. */
import { tf } from '../engine/tfjs.js';
import type { PhysicsCheck } from '../engine/physics-check.js';
import { opticsChecks } from '../optics/checks/all.js';
import { sensorChecks } from '../sensor/checks/all.js';

export interface CheckOutcome {
  readonly check: PhysicsCheck;
  /** The measured number; null if measuring it failed. */
  readonly found: number | null;
  readonly isHeld: boolean;
  readonly seconds: number;
  /** Why it could not be measured. */
  readonly error?: string;
}

/** In the order of their ids: A1, A2 … A10, B1 … */
export const physicsChecks: readonly PhysicsCheck[] = [...opticsChecks, ...sensorChecks].toSorted((a, b) =>
  a.id.localeCompare(b.id, 'en', { numeric: true }),
);

/** Measures one check on the current engine; leaves no tensor behind. */
export function runCheck(check: PhysicsCheck): CheckOutcome {
  const start = performance.now();
  const secondsSince = () => (performance.now() - start) / 1000;
  tf.engine().startScope();
  try {
    const found = check.measure();
    const isHeld = Math.abs(found - check.expected) <= check.tolerance;
    return { check, found, isHeld, seconds: secondsSince() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { check, found: null, isHeld: false, seconds: secondsSince(), error: text };
  } finally {
    tf.engine().endScope();
  }
}
