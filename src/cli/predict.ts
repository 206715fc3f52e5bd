/** `physlayer predict`: what a trained trial says of images of one's own. */
import type { Predicted, Prediction } from '../experiments/trained/predict.js';
import type { TrainedTrial } from '../experiments/trained/trained-trial.js';
import { textArgument, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { asUsage, openTrials } from './open-trials.js';
import { predictionKeeper, type Kept } from './prediction-files.js';
import { textTable } from './text-table.js';
import { UsageError } from './usage-error.js';

/** Classes of each image in the table. */
const shownClasses = 3;

export const predict: Command = {
  name: 'predict',
  usage: '<trial> <files..>',
  describe: 'Ask a trained trial about image files: their classes, their masks, or where the object is',
  positionals: { trial: 'Folder of a trial', files: 'Images (JPEG, PNG, TIFF)' },
  options: {
    out: {
      describe: 'Folder for a CSV file, and for masks and scenes (default for those: results/<name>-predict)',
      type: 'string',
      requiresArg: true,
    },
    json: { describe: 'Print JSON with all classes', type: 'boolean', default: false },
    soft: {
      describe: 'Learned designs as they were trained, not as they would be built',
      type: 'boolean',
      default: false,
    },
  },
  examples: [
    ['$0 predict results/blood-cells/trials/ID cell-1.jpg cell-2.jpg', 'the three likeliest classes of each'],
  ],
  run: runPredictCommand,
};

async function runPredictCommand(args: Arguments): Promise<number> {
  const files = args.files as string[];
  if (files.length === 0) throw new UsageError('found no files, must be at least one image');
  const [trial] = (await openTrials([textArgument(args, 'trial')])) as [TrainedTrial];
  const isPicture = ['segment', 'reconstruct'].includes(trial.config.task);
  const out = outFolder(args, trial, isPicture);
  const [{ fileFaultOf }, { loadCamera }, { startTrialEngine }, { predictFiles }, { hardenLayers }] =
    await Promise.all([
      import('../experiments/trained/read-scene.js'),
      import('../experiments/trained/load-camera.js'),
      import('../experiments/trial-engine.js'),
      import('../experiments/trained/predict.js'),
      import('../networks/layer-hooks.js'),
    ]);
  const fault = fileFaultOf(trial);
  if (fault !== null) throw new UsageError(fault);
  const keeper = predictionKeeper(trial, out, files);
  if (out !== null) (await import('../experiments/out-folder.js')).prepareOutFolder(out, '.');
  await startTrialEngine(trial.config.engine, 1);
  const camera = await asUsage(() => loadCamera(trial));
  const kept: Kept[] = [];
  let faults = 0;
  try {
    hardenLayers(camera.model, args.soft !== true);
    await predictFiles(trial, camera, files, (predicted: Predicted) => {
      if ('fault' in predicted) {
        faults++;
        process.stderr.write(`physlayer: ${predicted.fault}\n`);
      } else kept.push(keeper.keep(predicted.path, predicted.prediction));
    });
  } finally {
    camera.model.dispose();
  }
  const table = keeper.writeTable(kept);
  if (args.json === true) process.stdout.write(`${JSON.stringify(kept.map(recordOf), null, 2)}\n`);
  else if (kept.length > 0) process.stdout.write(`${predictionTable(kept)}\n${keeper.note}`);
  if (table !== null) process.stderr.write(`table: ${table}\n`);
  if (faults > 0) process.stderr.write(`${faults} of ${files.length} files could not be predicted\n`);
  return faults === 0 ? 0 : 1;
}

function outFolder(args: Arguments, { config }: TrainedTrial, isPicture: boolean): string | null {
  if (args.out !== undefined) return textOption(args, 'out');
  return isPicture ? `results/${config.name}-predict` : null;
}

function predictionTable(kept: readonly Kept[]): string {
  const [{ prediction }] = kept as [Kept];
  return textTable(
    ['file', ...headings[prediction.kind](prediction)],
    kept.map(each => [each.path, ...cellsOf(each)]),
  );
}

const headings: Readonly<Record<Prediction['kind'], (first: Prediction) => string[]>> = {
  classes: first => {
    const count = first.kind === 'classes' ? Math.min(shownClasses, first.ranked.length) : 0;
    return Array.from({ length: count }, (_, place) => [
      ['class', 'second', 'third'][place]!,
      'probability',
    ]).flat();
  },
  mask: () => ['mask', 'pixels of each class'],
  scene: () => ['scene'],
  position: () => ['x', 'y'],
};

function cellsOf({ prediction, picture, shares }: Kept): string[] {
  switch (prediction.kind) {
    case 'classes':
      return prediction.ranked
        .slice(0, shownClasses)
        .flatMap(({ name, probability }) => [name, probability.toFixed(4)]);
    case 'mask':
      return [picture!, shares!.map(({ name, share }) => `${name} ${(100 * share).toFixed(1)} %`).join(', ')];
    case 'scene':
      return [picture!];
    case 'position':
      return [prediction.x.toFixed(2), prediction.y.toFixed(2)];
  }
}

function recordOf({ path, prediction, picture, shares }: Kept): object {
  switch (prediction.kind) {
    case 'classes':
      return { file: path, classes: prediction.ranked };
    case 'mask':
      return { file: path, mask: picture, shares };
    case 'scene':
      return { file: path, scene: picture };
    case 'position':
      return { file: path, x: prediction.x, y: prediction.y };
  }
}
