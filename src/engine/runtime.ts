/**
 * The one place that touches ONNX Runtime: loads a model and runs it, synchronously.
 *
 * The public API of onnxruntime-node is asynchronous, so a tensor could not be read with `dataSync`. Its binding is not,
 * but it is a private door: the package is pinned to an exact version and tests/engine/runtime.test.ts guards this file.
 */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { InferenceSession, OnnxValue } from 'onnxruntime-common';
import type { ElementArray, ElementType } from './element-types.js';

/** What the binding reads of a tensor; to make the package's own takes a tenth of the JavaScript of a replayed step (bench/step.js resnet20). */
interface NativeTensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: ElementArray;
  readonly location: 'cpu';
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, OnnxValue | null>,
    options: object,
  ): Record<string, OnnxValue>;
  endProfiling(): void;
  dispose(): void;
}

interface Binding {
  readonly initOrt: () => void;
  readonly binding: { InferenceSession: new () => NativeSession };
}

export type ExecutionProvider = 'cpu' | 'webgpu';

export interface RuntimeOptions {
  /** Threads inside one operator, 1 or more. */
  readonly threads: number;
  /** Execution provider of ONNX Runtime; what `webgpu` has no kernel for runs on the processor. Default `cpu`. */
  readonly provider?: ExecutionProvider;
  /** Writes a Chrome trace of each operator to a file with this prefix. */
  readonly profilePrefix?: string;
}

export interface Feed {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementArray;
}

const onnxRuntime = loadBinding();

/** A model ready to run; `dispose` frees its memory. */
export class Session {
  private readonly native: NativeSession;
  private readonly fetches: Record<string, null>;
  private readonly isProfiled: boolean;

  /** @throws Error if ONNX Runtime refuses the model. */
  constructor(model: Uint8Array, outputs: readonly string[], options: RuntimeOptions) {
    this.native = new onnxRuntime.binding.InferenceSession();
    this.native.loadModel(model.buffer, model.byteOffset, model.byteLength, sessionOptions(options));
    this.isProfiled = options.profilePrefix !== undefined;
    this.fetches = Object.fromEntries(outputs.map(name => [name, null]));
  }

  /** Runs the model on its inputs i0, i1, … in order; returns its outputs in the order given at construction. */
  run(feeds: readonly Feed[]): ElementArray[] {
    const named: Record<string, NativeTensor> = {};
    for (const [index, { type, data, shape }] of feeds.entries()) {
      named[`i${index}`] = { type, dims: shape, data, location: 'cpu' };
    }
    const results = this.native.run(named, this.fetches, {});
    return Object.keys(this.fetches).map(name => results[name]!.data as ElementArray);
  }

  /** Frees the model; a trace that was asked for is written out. */
  dispose(): void {
    if (this.isProfiled) this.native.endProfiling();
    this.native.dispose();
  }
}

function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  const main = require.resolve('onnxruntime-node');
  const loaded = require(path.join(path.dirname(main), 'binding.js')) as Binding;
  loaded.initOrt();
  return loaded;
}

function sessionOptions({
  threads,
  provider = 'cpu',
  profilePrefix,
}: RuntimeOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Fatal alone: errors are thrown, and need not be printed as well.
    logSeverityLevel: 4,
    // Threads spin between the operators of a run, but not for long: to wake them costs a tenth of a step of bench/step.js
    // resnet20 2, and a thread that spins on and on takes the core from other processes. One thread alone never waits.
    extra: {
      session: { intra_op: { allow_spinning: '1', spin_duration_us: '100' }, force_spinning_stop: '1' },
    },
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}
