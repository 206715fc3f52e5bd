/** Reads the Chrome traces that ONNX Runtime writes: one file per session, an event per operator and run, microseconds. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Time per operator in the fastest run of each session.
 *
 * @param folder Holds the traces alone.
 * @param leastRuns Sessions that ran less often are left out: they are no part of a step.
 * @param byShapes Tells operators apart by the shapes of their inputs and outputs too.
 * @returns `{ operator, ms, calls }`, the slowest first.
 */
export function timesByOperator(folder, leastRuns, byShapes) {
  const rows = new Map();
  for (const { args, dur } of readdirSync(folder).flatMap(name =>
    fastestRun(path.join(folder, name), leastRuns),
  )) {
    const operator = byShapes ? withShapes(args) : args.op_name;
    const row = rows.get(operator) ?? { operator, ms: 0, calls: 0 };
    rows.set(operator, row);
    row.ms += dur / 1000;
    row.calls++;
  }
  return [...rows.values()].sort((a, b) => b.ms - a.ms);
}

/** The operators of one run. */
function fastestRun(file, leastRuns) {
  const events = JSON.parse(readFileSync(file, 'utf8'));
  const runs = events.filter(({ name }) => name === 'model_run').sort((a, b) => a.dur - b.dur);
  if (runs.length < leastRuns) return [];
  const { ts: start, dur } = runs[0];
  return events.filter(({ cat, ts }) => cat === 'Node' && ts >= start && ts < start + dur);
}

function withShapes({ op_name, input_type_shape, output_type_shape }) {
  const shapes = list =>
    list
      .flatMap(Object.values)
      .map(shape => `[${shape.join()}]`)
      .join(' ');
  return `${op_name} ${shapes(input_type_shape)} -> ${shapes(output_type_shape)}`;
}
