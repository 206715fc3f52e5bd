/** The factor of all step sizes at a moment of training, from the schedules of schedules.ts. */
import { cosineFactor, stepsFactor, warmUpFactor, type PlateauOptions } from './schedules.js';

export const scheduleNames = ['constant', 'cosine', 'steps', 'plateau'] as const;

export type ScheduleName = (typeof scheduleNames)[number];

export interface ScheduleOptions {
  /** Epochs in which step sizes rise linearly to their full size; 0: none. May be a fraction. */
  readonly warmUpEpochs: number;
  /** `cosine`: factor at the end. */
  readonly lastFactor: number;
  /** `steps`: fractions of all steps at which step sizes are multiplied by `decayFactor`. */
  readonly milestones: readonly number[];
  /** `steps` and `plateau`. */
  readonly decayFactor: number;
  /** `plateau`: epochs without lower validation loss before step sizes fall. */
  readonly plateauPatience: number;
}

export const plainSchedule: ScheduleOptions = {
  warmUpEpochs: 0,
  lastFactor: 0,
  milestones: [0.5, 0.75],
  decayFactor: 0.1,
  plateauPatience: 5,
};

/** Where training stands. */
export interface TrainingMoment {
  /** Fraction of all steps done, 0 to 1. */
  readonly progress: number;
  /** Steps done. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Factor that plateaus have led to. */
  readonly plateauFactor: number;
}

export function stepSizeFactor(
  name: ScheduleName,
  options: ScheduleOptions,
  { progress, step, stepsPerEpoch, plateauFactor }: TrainingMoment,
): number {
  const warmUp = warmUpFactor(step, Math.round(options.warmUpEpochs * stepsPerEpoch));
  switch (name) {
    case 'constant':
      return warmUp;
    case 'cosine':
      return warmUp * cosineFactor(progress, options.lastFactor);
    case 'steps':
      return warmUp * stepsFactor(progress, options.milestones, options.decayFactor);
    case 'plateau':
      return warmUp * plateauFactor;
  }
}

/** How step sizes fall on plateaus. */
export function plateauOptions({ decayFactor, plateauPatience }: ScheduleOptions): PlateauOptions {
  return { patience: plateauPatience, factor: decayFactor, least: 1e-4, threshold: 1e-4 };
}

/** For the Methods text: `, both falling to 0 along a cosine`. */
export function scheduleText(name: ScheduleName, options: ScheduleOptions): string {
  const { warmUpEpochs, lastFactor, milestones, decayFactor, plateauPatience } = options;
  const rising = warmUpEpochs > 0 ? `, both rising to it linearly over ${warmUpEpochs} epochs` : '';
  switch (name) {
    case 'constant':
      return rising;
    case 'cosine':
      return `${rising}, both falling to ${lastFactor === 0 ? '0' : `${lastFactor} of it`} along a cosine`;
    case 'steps':
      return `${rising}, both multiplied by ${decayFactor} after ${milestones.join(', ')} of all steps`;
    case 'plateau':
      return `${rising}, both multiplied by ${decayFactor} where ${plateauPatience} epochs brought no lower validation loss`;
  }
}
