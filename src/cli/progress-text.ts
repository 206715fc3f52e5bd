/** Sentences that all ways of showing progress share. */
import type { FailedTrial, SweepEvent } from '../experiments/sweep-event.js';
import { trialLabel } from './trial-label.js';

/** What is done, what is to do. */
export function startLines(event: SweepEvent & { kind: 'start' }): string[] {
  const { total, done, damaged, others, workers } = event;
  const toDo = total - done;
  const work =
    toDo === 0 ? 'nothing to run' : `${toDo} to run on ${workers} worker${workers === 1 ? '' : 's'}`;
  return [
    `${total} trial${total === 1 ? '' : 's'}: ${done} done, ${work}`,
    ...(damaged === 0 ? [] : [`${damaged} of them had damaged or missing files and run again`]),
    ...(others === 0
      ? []
      : [
          `${others} finished trials of another config, data set or code version stay in the folder; the results below leave them out`,
        ]),
  ];
}

/** A failed trial with the tail of its log. */
export function failureLines({ trial, message, tail, folder }: FailedTrial): string[] {
  return [
    `trial ${trial.id} failed (${trialLabel(trial)}): ${message}`,
    ...tail.map(line => `  | ${line}`),
    `  its log is in ${folder}`,
  ];
}

export function waitingLine(trials: number): string {
  return `waiting for ${trials} trial${trials === 1 ? '' : 's'} that another process works on`;
}
