/** Starts the engine: registers the backend `onnx` with its kernels and gradients and makes it the current one. */
import { tf } from './tfjs.js';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import { OnnxBackend } from './backend.js';
import { chooseConvolutionForm, convolutionForms, type ConvolutionForm } from './blocked-convolution.js';
import { onFallback, runOnCpu } from './fallback.js';
import { replaceGradients } from './gradients/replace-gradients.js';
import { nativeKernels } from './kernels/table.js';
import { namingKernel } from './named-errors.js';
import type { ExecutionProvider } from './runtime.js';

export interface EngineOptions {
  /** Threads inside one operator, 1 or more; a sweep gives each of its processes one. Default 1. */
  readonly threads?: number;
  /** Sessions kept for reuse, 1 or more. Default 24. */
  readonly sessions?: number;
  /** Memory that kept sessions may need, bytes, above 0; see session-cache.ts. Default 4 GiB. */
  readonly sessionBytes?: number;
  /**
   * Form of convolutions; `auto` takes the blocked one where the processor has it. Default: that of the environment variable
   * PHYSLAYER_CONVOLUTION, else `auto`.
   */
  readonly convolution?: ConvolutionForm;
  /** Where operators run; `webgpu` takes plain convolutions. Default `cpu`. */
  readonly provider?: ExecutionProvider;
  /** Writes a trace of each session, with the time of every operator, to files with this prefix when the engine is disposed. */
  readonly profilePrefix?: string;
}

const backendName = 'onnx';
const formVariable = 'PHYSLAYER_CONVOLUTION';
const fallbackVariable = 'PHYSLAYER_FALLBACKS';
let areKernelsRegistered = false;

/**
 * Makes `onnx` the current backend. Calling it again with other options starts a new backend; tensors of the old one
 * must be disposed before.
 *
 * @throws RangeError if `threads` or `sessions` is not a whole number of at least 1, or the environment names no form.
 */
export async function startEngine(options: EngineOptions = {}): Promise<void> {
  const { threads = 1, sessions = 24, sessionBytes = 2 ** 32, provider = 'cpu', profilePrefix } = options;
  for (const [name, value] of Object.entries({ threads, sessions })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`startEngine: ${name} is ${value}, must be a whole number of at least 1`);
    }
  }
  if (!(sessionBytes > 0))
    throw new RangeError(`startEngine: sessionBytes is ${sessionBytes}, must be above 0`);
  chooseConvolutionForm(provider === 'cpu' ? (options.convolution ?? environmentForm()) : 'plain');
  registerKernels();
  replaceGradients();
  if (process.env[fallbackVariable] !== undefined) warnOfFallbacks();
  if (tf.engine().backendNames().includes(backendName)) tf.removeBackend(backendName);
  tf.registerBackend(
    backendName,
    () =>
      new OnnxBackend({
        threads,
        capacity: sessions,
        maxBytes: sessionBytes,
        provider,
        ...(profilePrefix === undefined ? {} : { profilePrefix }),
      }),
    3,
  );
  await tf.setBackend(backendName);
  flushAfterEachOptimizerStep();
}

function environmentForm(): ConvolutionForm {
  const name = process.env[formVariable] ?? 'auto';
  const form = convolutionForms.find(each => each === name);
  if (form !== undefined) return form;
  throw new RangeError(
    `startEngine: ${formVariable} is ${JSON.stringify(name)}, must be ${convolutionForms.join(', ')}`,
  );
}

/** Names each kernel that runs outside of the graph, once, as a warning of the process. */
function warnOfFallbacks(): void {
  const named = new Set<string>();
  onFallback(kernelName => {
    if (named.has(kernelName)) return;
    named.add(kernelName);
    process.emitWarning(`the kernel ${kernelName} runs on the cpu backend, outside of the recorded graph`, {
      type: 'FallbackWarning',
    });
  });
}

/** Runs what is recorded and still held by a tensor. Does nothing on other backends. */
export function flush(): void {
  const backend = tf.backend();
  if (backend instanceof OnnxBackend) backend.flush();
}

function registerKernels(): void {
  if (areKernelsRegistered) return;
  areKernelsRegistered = true;
  const names = new Set([
    ...tf.getKernelsForBackend('cpu').map(kernel => kernel.kernelName),
    ...Object.keys(nativeKernels),
  ]);
  for (const kernelName of names) {
    const native = nativeKernels[kernelName];
    const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => {
      const call = {
        inputs: inputs as unknown as Record<string, TensorInfo>,
        attrs: (attrs ?? {}) as Record<string, unknown>,
        backend: backend as OnnxBackend,
      };
      const recorded = native && namingKernel(kernelName, call.inputs, () => native(call));
      return recorded ?? runOnCpu(kernelName, call.backend, inputs, attrs!);
    };
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

let isOptimizerPatched = false;

/** `model.fit` reads its losses at the end of an epoch: without a run after each step the whole epoch would be one graph. */
function flushAfterEachOptimizerStep(): void {
  if (isOptimizerPatched) return;
  isOptimizerPatched = true;
  const prototype = tf.Optimizer.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { minimize } = prototype;
  prototype.minimize = function (...args) {
    const cost = minimize.apply(this, args);
    flush();
    return cost;
  };
}
