/**
 * Milliseconds per training step of a workload on the onnx engine:
 *
 *   node bench/step.js WORKLOAD [THREADS] [STEPS] [--lazy]
 *
 * Prints the JSON of torch_peer.py, and with it the time from the start of the process to the end of the first step, the first and
 * the last loss, and the kernels that ran on the cpu backend. With
 * --lazy the step is recorded anew each time, not replayed.
 */
import { parseArgs } from 'node:util';
import { onFallback } from '../dist/engine/fallback.js';
import { startEngine } from '../dist/engine/start.js';
import { trainingStep } from './training-step.js';
import { summary } from './times.js';
import { workloadNamed } from './workloads/table.js';

const warmup = 5;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { lazy: { type: 'boolean' } } });
const name = positionals[0];
const [threads = 1, steps = 30] = positionals.slice(1).map(Number);
const workload = workloadNamed(name);

await startEngine({ threads });
const step = trainingStep(workload(), values.lazy);
const fallbacks = new Set();
onFallback(kernel => fallbacks.add(kernel));

const [times, losses] = [[], []];
let firstStepMs = 0;
for (let index = 0; index < warmup + steps; index++) {
  const start = performance.now();
  losses.push(step());
  times.push(performance.now() - start);
  // The clock of performance starts with the process.
  if (index === 0) firstStepMs = Math.round(performance.now());
}
const loss = { first: losses[0], last: losses.at(-1) };
const ms = { [name]: summary(times.slice(warmup)) };
console.log(JSON.stringify({ threads, ms, firstStepMs, loss, fallbacks: [...fallbacks] }));
