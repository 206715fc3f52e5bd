/** Schema of the config's `heads`: further tasks of the same network, and what they ask of it. */
import { z } from 'zod';
import { taskNames, type TaskName } from '../../analysis/score-kind.js';
import { givesOfTask } from './network-schema.js';

export const headsSchema = z
  .array(
    z.strictObject({
      task: z.enum(taskNames).describe('What this head is asked; another task than those before it.'),
      weight: z
        .number()
        .gt(0)
        .max(1e6)
        .default(1)
        .describe('Weight of its loss in the sum, in which that of task has weight 1; above 0.'),
    }),
  )
  .max(taskNames.length - 1)
  .default([])
  .describe(
    'Further heads on the same network, trained together with that of task: a list of { task, weight }. The score is that of task.',
  );

export interface HeadKind {
  readonly task: TaskName;
  readonly weight: number;
}

interface Tasks {
  readonly task: TaskName;
  readonly heads: readonly HeadKind[];
}

/** All heads, that of `task` first. */
export function headsOf({ task, heads }: Tasks): readonly HeadKind[] {
  return [{ task, weight: 1 }, ...heads];
}

/** The task that the network itself answers: the first that asks for images, or the first of all. */
export function trunkTaskOf(tasks: Tasks): TaskName {
  const all = headsOf(tasks);
  return (all.find(({ task }) => givesOfTask[task] === 'image') ?? all[0]!).task;
}
