/** The engines a person can choose from by name, and what each runs on. */
import { createRequire } from 'node:module';
import { tf } from './tfjs.js';
import { convolutionBlock } from './block-size.js';
import type { EngineName } from './engine-names.js';
import { replaceGradients } from './gradients/replace-gradients.js';
import { startEngine } from './start.js';

/** Packages of TensorFlow's own library, the first that is installed is taken. */
const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/**
 * Makes an engine the current one.
 *
 * @param threads Threads inside one operator; `tensorflow` takes as many as it likes, `cpu` one.
 * @returns What it runs on, in words.
 * @throws Error if the engine cannot start here; the message says what is missing.
 */
export async function useEngine(name: EngineName, threads = 1): Promise<string> {
  switch (name) {
    case 'onnx':
      return startOnnx(threads);
    case 'webgpu':
      return startWebGpu(threads);
    case 'tensorflow':
      return startTensorflow();
    case 'cpu':
      return startCpu();
  }
}

async function startCpu(): Promise<string> {
  replaceGradients();
  await tf.setBackend('cpu');
  // It greets its first user with an advertisement on the console.
  (tf.backend() as tf.KernelBackend & { firstUse?: boolean }).firstUse = false;
  return `TensorFlow.js ${tf.version.tfjs} in JavaScript, 1 thread`;
}

async function startOnnx(threads: number): Promise<string> {
  await startEngine({ threads });
  const block = convolutionBlock();
  const form = block > 0 ? `in blocks of ${block} channels` : 'in their plain form';
  return `ONNX Runtime ${runtimeVersion()} on the processor, ${threads} thread${threads === 1 ? '' : 's'}, convolutions ${form}`;
}

async function startWebGpu(threads: number): Promise<string> {
  await startEngine({ threads, provider: 'webgpu' });
  try {
    tf.tidy(() => tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync());
  } catch (cause) {
    // The last sentence says it; what stands before are places in ONNX Runtime's sources.
    const reason = String(cause)
      .trim()
      .split(/(?<=\.)\s/)
      .at(-1)!;
    throw new Error(
      `engine webgpu: there is no graphics adapter that ONNX Runtime can use (${reason}); on Linux it needs libvulkan1 and a Vulkan ` +
        'driver. The engine onnx runs on every processor',
      { cause },
    );
  }
  return `ONNX Runtime ${runtimeVersion()} through WebGPU`;
}

async function startTensorflow(): Promise<string> {
  const require = createRequire(import.meta.url);
  const installed = tensorflowPackages.find(name => isInstalled(require, name));
  if (installed === undefined) {
    throw new Error(
      `engine tensorflow: neither ${tensorflowPackages.join(' nor ')} is installed; npm install ${tensorflowPackages[1]} (or, with ` +
        'CUDA, -gpu) fetches it with its library from outside of the npm registry. The engine onnx needs neither',
    );
  }
  restoreRemovedUtilities(require('node:util') as Record<string, unknown>);
  require(installed);
  replaceGradients();
  await tf.setBackend('tensorflow');
  return `${installed} ${(require(`${installed}/package.json`) as { version: string }).version}`;
}

/** tfjs-node calls `util.isNullOrUndefined`, which Node 23 removed. */
function restoreRemovedUtilities(util: Record<string, unknown>): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function runtimeVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('onnxruntime-node/package.json') as { version: string }).version;
}
