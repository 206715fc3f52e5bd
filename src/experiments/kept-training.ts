/** The state of a trial's training on disk: saved now and then, and taken up again by the same trial. */
import type { Checkpoints } from '../networks/training-state.js';
import { CheckpointError, readCheckpoint, writeCheckpoint, type CheckpointOwner } from './checkpoint-file.js';
import type { ExperimentConfig } from './config/schema.js';
import type { HeadedEpoch } from './head-metrics.js';

/** Where the state of a training is kept. */
export interface Keeping {
  readonly path: string;
  readonly owner: CheckpointOwner;
  /** Whether training is to save its state and end. */
  readonly isStopping?: () => boolean;
  /** Training is over: `isStopping` is asked no more. */
  readonly onTrained?: () => void;
}

export interface KeptTraining {
  readonly checkpoints: Checkpoints;
  /** Of the epochs that are done; those to come are added by the caller. */
  readonly epochs: HeadedEpoch[];
}

/**
 * Finds the state to go on from.
 *
 * @param log Is told of a state that is taken up, and of one that cannot be, and why.
 */
export function keptTraining(
  { path, owner, isStopping }: Keeping,
  { everyEpochs, everyMinutes }: ExperimentConfig['training']['checkpoint'],
  log: (line: string) => void,
): KeptTraining {
  const found = usableCheckpoint(path, owner, log);
  if (found !== null) {
    log(`checkpoint: goes on after ${found.state.epochs} epochs and ${found.state.steps} steps of the next`);
  }
  const epochs = [...((found?.notes ?? []) as HeadedEpoch[])];
  return {
    epochs,
    checkpoints: {
      load: () => found?.state ?? null,
      save: state => writeCheckpoint(path, owner, state, epochs),
      everyEpochs,
      everyMinutes,
      ...(isStopping && { isStopping }),
    },
  };
}

function usableCheckpoint(path: string, owner: CheckpointOwner, log: (line: string) => void) {
  try {
    return readCheckpoint(path, owner);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    log(`warning: checkpoint: ${error.message}; training starts anew`);
    return null;
  }
}
