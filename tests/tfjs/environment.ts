/** Makes the backend `onnx` the one that tfjs-core's specs run on; must be loaded before them. */
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { startEngine } from '../../src/engine/start.js';

await startEngine({ threads: 1 });
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: true }]);
