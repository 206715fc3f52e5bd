/**
 * Prints where the time of a training step goes, per operator of ONNX Runtime:
 *
 *   npm run profile -- WORKLOAD [--threads 1] [--steps 20] [--shapes] [--lazy]
 *
 * Milliseconds and calls in the fastest of the steps; tracing itself takes time. With --shapes each operator is split by the
 * shapes of its inputs and outputs. What the operators do not account for is ONNX Runtime's own, or JavaScript's.
 */
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from '../dist/engine/start.js';
import { timesByOperator } from './trace.js';
import { trainingStep } from './training-step.js';
import { workloadNamed } from './workloads/table.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1' },
    steps: { type: 'string', default: '20' },
    shapes: { type: 'boolean', default: false },
    lazy: { type: 'boolean', default: false },
  },
});
const [name, threads, steps] = [positionals[0], Number(options.threads), Number(options.steps)];
const workload = workloadNamed(name);

const folder = mkdtempSync(path.join(tmpdir(), 'physlayer-profile-'));
try {
  const elapsed = await runTraced(folder);
  print(elapsed, timesByOperator(folder, steps, options.shapes));
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs the steps and writes a trace of each session; returns the milliseconds of the fastest step. */
async function runTraced(folder) {
  await startEngine({ threads, profilePrefix: path.join(folder, 'session') });
  const step = trainingStep(workload(), options.lazy);
  const times = [];
  for (let index = 0; index < steps; index++) {
    const start = performance.now();
    step();
    times.push(performance.now() - start);
  }
  tf.removeBackend('onnx');
  return Math.min(...times);
}

function print(elapsed, rows) {
  const inside = rows.reduce((sum, row) => sum + row.ms, 0);
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  console.log(
    `${name}, threads ${threads}: ${elapsed.toFixed(1)} ms a step, ${inside.toFixed(1)} in ${calls} operators`,
  );
  console.log('      ms   calls   share  operator');
  for (const row of rows) {
    const cells = [
      row.ms.toFixed(2).padStart(8),
      `${row.calls}`.padStart(7),
      `${((100 * row.ms) / inside).toFixed(1)} %`.padStart(8),
    ];
    console.log(`${cells.join(' ')}  ${row.operator}`);
  }
}
