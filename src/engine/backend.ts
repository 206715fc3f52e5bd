/**
 * The TensorFlow.js backend `onnx`: kernels record what they would compute; reading a tensor, or `flush`, runs all that
 * is recorded and still wanted as one ONNX Runtime session.
 *
 * A tensor's data id owns a value (see graph.ts). Reshaping shares the data id, so ids are counted by reference, and a
 * kernel may see the id under another shape than the value's own: `value()` bridges the two.
 */
import { tf } from './tfjs.js';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs';
import { elementTypeOf, type ElementArray } from './element-types.js';
import { known, traceProgram, viewed, type Program, type Shape, type Value } from './graph.js';
import { programError } from './named-errors.js';
import { SessionCache, type SessionCacheOptions } from './session-cache.js';

type DataId = TensorInfo['dataId'];

interface Entry {
  /** The recorded value, or null for data that graphs do not hold (strings, complex numbers). */
  value: Value | null;
  readonly dtype: DataType;
  /** Data that graphs do not hold. */
  foreign: BackendValues | null;
  /** Parts of a complex tensor. */
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  refCount: number;
}

/** A loop that never reads a tensor is run in pieces of about this many kernels, so that its graph stays small. */
const maxPendingKernels = 4000;

export class OnnxBackend extends tf.KernelBackend {
  private readonly entries: tf.DataStorage<Entry>;
  private readonly pending = new Set<Entry>();
  private kernelsSinceFlush = 0;
  /** While a step is captured: elements that a later run of it may find changed, and that it must not read. */
  private isGuarded: ((elements: ElementArray) => boolean) | null = null;
  readonly sessions: SessionCache;

  constructor(options: SessionCacheOptions) {
    super();
    this.entries = new tf.DataStorage<Entry>(this, tf.engine());
    this.sessions = new SessionCache(options);
  }

  override numDataIds(): number {
    return this.entries.numDataIds();
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const type = elementTypeOf(dtype);
    const isNumeric = type !== null && ArrayBuffer.isView(values);
    this.entries.set(dataId, {
      value: isNumeric ? known(type, shape, values) : null,
      dtype,
      foreign: isNumeric ? null : values,
      refCount,
    });
  }

  override refCount(dataId: DataId): number {
    return this.entries.has(dataId) ? this.entries.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.entries.get(dataId).refCount++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.entries.has(dataId)) return true;
    const entry = this.entries.get(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    const parts = entry.complexTensorInfos;
    if (parts !== undefined) {
      // Not by force: tf.real and tf.imag share a part with the tensors they return.
      this.disposeData(parts.real.dataId);
      this.disposeData(parts.imag.dataId);
    }
    this.pending.delete(entry);
    this.entries.delete(dataId);
    return true;
  }

  override readSync(dataId: DataId): BackendValues {
    const entry = this.entries.get(dataId);
    if (entry.complexTensorInfos !== undefined) {
      const { real, imag } = entry.complexTensorInfos;
      return tf.backend_util.mergeRealAndImagArrays(
        this.readSync(real.dataId) as Float32Array,
        this.readSync(imag.dataId) as Float32Array,
      );
    }
    if (entry.value === null) return entry.foreign!;
    this.refuseReadWhileCapturing(entry.value);
    this.settle(entry);
    // A caller may write into what it reads; the elements here may still be fed to a graph.
    return entry.value.data!.slice() as BackendValues;
  }

  private settle(entry: Entry): void {
    if (entry.value!.data !== null) return;
    // Not pending any more where an earlier run failed.
    this.pending.add(entry);
    this.flush();
  }

  override read(dataId: DataId): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  /** Runs all recorded work whose results are still held by a tensor. */
  flush(): void {
    if (this.isGuarded !== null) return;
    this.kernelsSinceFlush = 0;
    if (this.pending.size === 0) return;
    const wanted = [...new Set([...this.pending].map(entry => entry.value!))];
    this.pending.clear();
    runProgram(traceProgram(wanted), this.sessions);
  }

  /**
   * Records what `run` does, without a run in between, and returns the program of all that a tensor holds at its end.
   *
   * @param isGuarded True of elements that differ from call to call.
   * @throws Error if `run` reads guarded elements, or those of a tensor that it makes: what it does then may depend on them.
   */
  capture<T>(isGuarded: (elements: ElementArray) => boolean, run: () => T): { result: T; program: Program } {
    this.flush();
    this.isGuarded = isGuarded;
    try {
      const result = run();
      const wanted = new Set([...this.pending].map(entry => entry.value!));
      this.pending.clear();
      return { result, program: traceProgram([...wanted]) };
    } finally {
      this.isGuarded = null;
    }
  }

  /** Runs a program, each of whose known values has its elements. */
  run(program: Program): void {
    runProgram(program, this.sessions);
  }

  private refuseReadWhileCapturing({ data, shape }: Value): void {
    if (this.isGuarded === null || (data !== null && !this.isGuarded(data))) return;
    throw new Error(
      `compileStep: the step reads the elements of a tensor of shape [${shape.join()}] while it is recorded, must be made of ` +
        'tensor operations alone; return the tensor and read it after the step',
    );
  }

  /** Whether a step is being captured. */
  get isCapturing(): boolean {
    return this.isGuarded !== null;
  }

  /** The elements behind a tensor, which are run for if need be; they must not be written to. */
  elements(info: TensorInfo): ElementArray {
    const entry = this.entries.get(info.dataId);
    this.settle(entry);
    return entry.value!.data!;
  }

  /** Whether recorded graphs can hold a tensor: it is numeric, and lies on this backend. */
  isInGraph({ dataId }: TensorInfo): boolean {
    return this.entries.has(dataId) && this.entries.get(dataId).value !== null;
  }

  /** Gives a variable other elements; tensors that shared the old ones keep them. */
  replaceElements(variable: tf.Variable, elements: ElementArray): void {
    const entry = this.entries.get(variable.dataId);
    if (entry.refCount > 1) {
      tf.tidy(() => {
        variable.assign(tf.tensor(elements as Float32Array, variable.shape, variable.dtype));
      });
      return;
    }
    this.pending.delete(entry);
    entry.value = known(entry.value!.type, variable.shape, elements);
  }

  /** Gives a tensor elements that it shares with no other. */
  ownElements(info: TensorInfo): ElementArray {
    const entry = this.entries.get(info.dataId);
    const { type, shape } = entry.value!;
    entry.value = known(type, shape, this.elements(info).slice());
    return entry.value.data!;
  }

  /** The value a kernel input stands for, under the input's shape. */
  value(info: TensorInfo): Value {
    const { value, dtype } = this.entries.get(info.dataId);
    if (value === null) throw new TypeError(`onnx backend: a ${dtype} tensor cannot enter a recorded graph`);
    return viewed(value, info.shape);
  }

  /** Registers the result of a kernel. */
  output(value: Value, dtype: DataType, shape: Shape = value.shape): TensorInfo {
    const dataId = {};
    const entry: Entry = { value, dtype, foreign: null, refCount: 1 };
    this.entries.set(dataId, entry);
    if (value.data === null) this.pending.add(entry);
    if (++this.kernelsSinceFlush > maxPendingKernels) this.flush();
    return { dataId, shape: [...shape], dtype };
  }

  /** The same data under another shape. */
  alias(info: TensorInfo, shape: Shape): TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  /** Joins two real tensors into one complex tensor, which stays outside of graphs. */
  complex(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = this.write(null as unknown as BackendValues, real.shape, 'complex64');
    this.entries.get(dataId).complexTensorInfos = {
      real: this.alias(real, real.shape),
      imag: this.alias(imag, imag.shape),
    };
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  complexParts(info: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    return this.entries.get(info.dataId).complexTensorInfos!;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  override time(run: () => void): Promise<tf.BackendTimingInfo> {
    this.flush();
    const start = performance.now();
    run();
    this.flush();
    return Promise.resolve({ kernelMs: performance.now() - start });
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override dispose(): void {
    this.sessions.dispose();
  }
}

/** @throws Error that names the program if ONNX Runtime refuses it or fails, for instance for want of memory. */
function runProgram(program: Program, sessions: SessionCache): void {
  let results;
  try {
    const session = sessions.get(program);
    results = session.run(program.feeds.map(({ type, shape, data }) => ({ type, shape, data: data! })));
  } catch (cause) {
    throw programError(program, cause);
  }
  program.outputs.forEach((value, index) => value.settle(results[index]!));
}
