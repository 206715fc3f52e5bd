/** Config keys of all layers that choose among things that can be built; see ../discrete-choice.ts. */
import { z } from 'zod';
import { relaxations } from './rules.js';
import { schedules } from './schedule.js';

/** γ with a default of its own. */
export function sharpeningKey(standard: number) {
  return z
    .number()
    .min(0)
    .max(100)
    .default(standard)
    .describe('If learned: the mixture is 1 + sharpening² times as sharp at the end of training, 0 to 100.');
}

export const choiceKeys = {
  relaxation: z
    .enum(relaxations)
    .default('softmax')
    .describe(
      'How the choice is trained, if learned. softmax: a mixture (of yes or no: a sigmoid). gumbel: a mixture drawn at random at ' +
        'each step. straight-through: as built, with the gradient of the mixture. gumbel-straight-through: drawn at random and as built.',
    ),
  schedule: z
    .enum(schedules)
    .default('rising')
    .describe(
      'How sharp the mixture is, if learned, at the fraction p of training. rising: 1 + (sharpening p)². exponential: ' +
        '(1 + sharpening²)^p. constant: 1 + sharpening².',
    ),
  sharpening: sharpeningKey(3),
};
