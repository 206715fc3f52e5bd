/**
 * Records a step of tensor operations once, and replays it without running its JavaScript again (bench/step.js --lazy: what
 * that saves).
 *
 * What differs from run to run is fed anew: the inputs, every `tf.Variable`, and live tensors (live.ts). Whatever else the step
 * takes from JavaScript would be frozen, so a second run is recorded too and compared with the first, as are runs 4, 8, 16, …
 * and every 256th: another graph, or another number in it, is an error. So a learning rate that changes, `Math.random` or a
 * branch on data is refused, not repeated in silence.
 */
import { tf } from './tfjs.js';
import { OnnxBackend } from './backend.js';
import type { ElementArray } from './element-types.js';
import type { Program } from './graph.js';
import { collectLive, type LiveElements } from './live.js';
import { differenceOf, replay, type Plan, type Source } from './replay.js';

export type Step = (...inputs: tf.Tensor[]) => tf.Tensor[];

/**
 * Compiles a step: its first run for new shapes or types of the inputs is recorded, later ones are replayed.
 *
 * On other backends than `onnx` the step runs as it is.
 *
 * @param step Tensor operations alone; may assign variables. It must not depend on JavaScript values that change, nor read
 *   tensors, nor keep tensors that it does not return.
 * @returns The step; its results belong to the caller.
 * @throws RangeError if two inputs are one tensor; Error, at the run that shows it, if the step cannot be replayed.
 */
export function compileStep(step: Step): Step {
  const recorded = new Map<string, { plan: Plan; runs: number }>();
  return (...inputs) => {
    const backend = tf.backend();
    if (!(backend instanceof OnnxBackend) || backend.isCapturing) return tf.tidy(() => step(...inputs));
    const signature = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(' ');
    const known = recorded.get(signature);
    const isCompared = known !== undefined && isCheckDue(++known.runs);
    if (known !== undefined && !isCompared) {
      const results = replay(backend, known.plan, inputs);
      if (results !== null) return results;
    }
    const { results, plan } = recordRun(backend, step, inputs);
    if (plan === null) return results;
    if (!isCompared) {
      recorded.set(signature, { plan, runs: 1 });
      return results;
    }
    const difference = differenceOf(known.plan, plan);
    if (difference === null) return results;
    tf.dispose(results);
    throw new Error(
      `compileStep: ${difference}; must be the same at every run. Pass what changes as an input, or make it with liveTensor`,
    );
  };
}

function isCheckDue(run: number): boolean {
  return run % 256 === 0 || (run < 256 && Number.isInteger(Math.log2(run)));
}

/** Runs the step as it stands; no plan while it still makes variables, such as the moments of an optimizer. */
function recordRun(
  backend: OnnxBackend,
  step: Step,
  inputs: readonly tf.Tensor[],
): { results: tf.Tensor[]; plan: Plan | null } {
  const variables = currentVariables(backend);
  const sources = sourcesOf(backend, inputs, variables);
  const live: LiveElements[] = [];
  const isGuarded = (elements: ElementArray) =>
    sources.has(elements) || live.some(made => made.elements === elements);
  const { result: results, program } = backend.capture(isGuarded, () =>
    collectLive(live, () => tf.tidy(() => step(...inputs))),
  );
  live.forEach(({ elements }, index) => sources.set(elements, { kind: 'live', index }));
  backend.run(program);
  const isSettled = currentVariables(backend).every(variable => variables.includes(variable));
  const makes = live.map(({ make }) => make);
  return {
    results,
    plan: isSettled ? { live: makes, ...planOf(backend, program, sources, variables, results) } : null,
  };
}

function currentVariables(backend: OnnxBackend): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables).filter(variable => backend.isInGraph(variable));
}

/** What is fed anew, by its elements; no two of these share elements. */
function sourcesOf(
  backend: OnnxBackend,
  inputs: readonly tf.Tensor[],
  variables: readonly tf.Variable[],
): Map<ElementArray, Source> {
  const sources = new Map<ElementArray, Source>();
  const add = (tensor: tf.Tensor, source: Source) => {
    const elements = backend.elements(tensor);
    sources.set(sources.has(elements) ? backend.ownElements(tensor) : elements, source);
  };
  inputs.forEach((input, index) => {
    const twin = inputs.findIndex(other => other.dataId === input.dataId);
    if (twin < index)
      throw new RangeError(`compileStep: inputs ${twin} and ${index} are one tensor, must be distinct`);
    add(input, { kind: 'input', index });
  });
  for (const variable of variables) add(variable, { kind: 'variable', variable });
  return sources;
}

function planOf(
  backend: OnnxBackend,
  program: Program,
  sources: ReadonlyMap<ElementArray, Source>,
  variables: readonly tf.Variable[],
  results: readonly tf.Tensor[],
): Omit<Plan, 'live'> {
  const outputs = new Map(program.outputs.map((output, index) => [output.data!, index]));
  const sourceOf = (elements: ElementArray): Source => {
    const index = outputs.get(elements);
    if (index !== undefined) return { kind: 'output', index };
    return sources.get(elements) ?? { kind: 'fixed', elements };
  };
  const assignments = variables
    .map(variable => ({ variable, source: sourceOf(backend.elements(variable)) }))
    .filter(({ variable, source }) => source.kind !== 'variable' || source.variable !== variable);
  const returned = results.map(result => ({
    source: sourceOf(backend.elements(result)),
    shape: result.shape,
    dtype: result.dtype,
  }));
  refuseKept(program, [...assignments, ...returned]);
  const feeds = program.feeds.map(value => ({
    source: sourceOf(value.data!),
    type: value.type,
    shape: value.shape,
    usedBy: program.nodes.find(node => node.inputs.includes(value))!.op,
  }));
  return { key: program.key, feeds, assignments, results: returned };
}

/** @throws Error if an output of the program is neither assigned nor returned: a replay would not make it. */
function refuseKept(program: Program, taken: readonly { readonly source: Source }[]): void {
  const indices = new Set(taken.map(({ source }) => (source.kind === 'output' ? source.index : -1)));
  const kept = program.outputs.find((_, index) => !indices.has(index));
  if (kept === undefined) return;
  throw new Error(
    `compileStep: the step keeps a tensor of shape [${kept.shape.join()}] that it does not return; must return it, or assign it to ` +
      'a variable',
  );
}
