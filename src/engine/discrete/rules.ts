/** How a choice is trained; ../discrete-choice.ts says what each relaxation computes. */
import type { Schedule } from './schedule.js';

export const relaxations = ['softmax', 'gumbel', 'straight-through', 'gumbel-straight-through'] as const;
export type Relaxation = (typeof relaxations)[number];

export interface ChoiceRules {
  readonly relaxation: Relaxation;
  readonly schedule: Schedule;
  /** γ, 0 or more. */
  readonly sharpening: number;
}

export const plainChoice: ChoiceRules = { relaxation: 'softmax', schedule: 'rising', sharpening: 3 };

/** The rules alone of options or keys that hold them. */
export function rulesOf({ relaxation, schedule, sharpening }: ChoiceRules): ChoiceRules {
  return { relaxation, schedule, sharpening };
}

const ways: Readonly<Record<Relaxation, string>> = {
  softmax: 'learned as a mixture',
  gumbel: 'learned as a mixture drawn anew at each step (Gumbel noise)',
  'straight-through': 'learned as built, with the gradient of a mixture (straight-through)',
  'gumbel-straight-through':
    'learned as drawn anew at each step (Gumbel noise), with the gradient of a mixture (straight-through)',
};

const courses: Readonly<Record<Schedule, string>> = {
  rising: 'sharpened with the square of the progress',
  exponential: 'sharpened exponentially',
  constant: 'was sharp throughout',
};

/** The end of a sentence of a Methods text: `learned as a mixture that sharpened …`. */
export function choiceText({ relaxation, schedule, sharpening }: ChoiceRules): string {
  return `${ways[relaxation]} that ${courses[schedule]}, ${1 + sharpening ** 2} times in the end`;
}
