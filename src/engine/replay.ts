/** What a compiled step does in a run, apart from its JavaScript: elements in, one session, elements out. */
import { tf } from './tfjs.js';
import type { OnnxBackend } from './backend.js';
import type { ElementArray, ElementType } from './element-types.js';
import type { Shape } from './graph.js';
import type { MakeElements } from './live.js';

/** Where elements come from. */
export type Source =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'variable'; readonly variable: tf.Variable }
  | { readonly kind: 'live'; readonly index: number }
  | { readonly kind: 'fixed'; readonly elements: ElementArray }
  | { readonly kind: 'output'; readonly index: number };

export interface PlannedFeed {
  readonly source: Source;
  readonly type: ElementType;
  readonly shape: Shape;
  /** Operator that takes it. */
  readonly usedBy: string;
}

export interface Plan {
  /** Names the session. */
  readonly key: string;
  readonly live: readonly MakeElements[];
  readonly feeds: readonly PlannedFeed[];
  readonly assignments: readonly { readonly variable: tf.Variable; readonly source: Source }[];
  readonly results: readonly {
    readonly source: Source;
    readonly shape: number[];
    readonly dtype: tf.DataType;
  }[];
}

/** Runs the session of a plan; null where the session or a variable is gone, before anything is done. */
export function replay(backend: OnnxBackend, plan: Plan, inputs: readonly tf.Tensor[]): tf.Tensor[] | null {
  const session = backend.sessions.find(plan.key);
  if (session === null || plan.feeds.some(({ source }) => isGone(source))) return null;
  const live = plan.live.map(make => make());
  let outputs: readonly ElementArray[] = [];
  const read = (source: Source): ElementArray => {
    switch (source.kind) {
      case 'input':
        return backend.elements(inputs[source.index]!);
      case 'variable':
        return backend.elements(source.variable);
      case 'live':
        return live[source.index]!;
      case 'fixed':
        return source.elements;
      case 'output':
        return outputs[source.index]!;
    }
  };
  outputs = session.run(plan.feeds.map(({ source, type, shape }) => ({ type, shape, data: read(source) })));
  // A tensor's elements are never int64 or uint32.
  const made = (source: Source) =>
    (source.kind === 'output' ? read(source) : read(source).slice()) as Float32Array | Int32Array;
  const assigned = plan.assignments.map(({ variable, source }) => ({ variable, elements: made(source) }));
  const results = plan.results.map(({ source, shape, dtype }) => tf.tensor(made(source), shape, dtype));
  for (const { variable, elements } of assigned) backend.replaceElements(variable, elements);
  return results;
}

function isGone(source: Source): boolean {
  return source.kind === 'variable' && source.variable.isDisposed;
}

/** The first thing in which two recordings of one step differ, or null. */
export function differenceOf(first: Plan, second: Plan): string | null {
  if (first.key !== second.key) return 'the step recorded another graph than at its first run';
  for (const [index, { source, shape, usedBy }] of first.feeds.entries()) {
    const other = second.feeds[index]!.source;
    if (nameOf(source) !== nameOf(other)) {
      return `what ${usedBy} takes was ${nameOf(source)} at the first run and is ${nameOf(other)} now`;
    }
    if (source.kind !== 'fixed' || other.kind !== 'fixed') continue;
    const [was, is] = [source.elements, other.elements];
    const place = Array.from<number | bigint>(was).findIndex((element, at) => !Object.is(element, is[at]));
    if (place === -1) continue;
    return `an element that ${usedBy} takes, of shape [${shape.join()}], was ${was[place]} at the first run and is ${is[place]} now`;
  }
  return null;
}

function nameOf(source: Source): string {
  switch (source.kind) {
    case 'variable':
      return `variable ${source.variable.name}`;
    case 'fixed':
      return 'a fixed number';
    default:
      return `${source.kind} ${source.index}`;
  }
}
