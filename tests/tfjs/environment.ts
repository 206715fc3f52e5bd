/**
 * Makes the backend `onnx` the one that tfjs-core's specs run on; must be loaded before them.
 *
 * Two specs, of a switch between cpu backends, run on no backend but `cpu`.
 */
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { startEngine } from '../../src/engine/start.js';

await startEngine({ threads: 1 });
setTestEnvs([
  { name: 'onnx', backendName: 'onnx', isDataSync: true },
  { name: 'cpu', backendName: 'cpu', isDataSync: true },
]);

/** Whether a spec, by full name, is to run: all for `onnx`, for `cpu` those that exist for no other backend. */
export function isWanted(name: string): boolean {
  return !name.includes(' cpu {}') || name.startsWith('Switching cpu backends');
}
