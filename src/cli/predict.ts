/** `physlayer predict`: what a trained trial says of images of one's own. */
import { join } from 'node:path';
import { headFolder } from '../analysis/head-folder.js';
import type { TaskName } from '../analysis/score-kind.js';
import type { Predicted, Prediction } from '../experiments/trained/predict.js';
import type { TrainedTrial } from '../experiments/trained/trained-trial.js';
import { textArgument, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { asUsage, openTrials } from './open-trials.js';
import { predictionKeeper, type Kept, type PredictionKeeper } from './prediction-files.js';
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
  const heads = await keepersOf(trial, outFolder(args, trial), files);
  await startTrialEngine(trial.config.engine, 1);
  const camera = await asUsage(() => loadCamera(trial));
  let faults = 0;
  try {
    hardenLayers(camera.model, args.soft !== true);
    await predictFiles({ trial, camera }, files, (predicted: Predicted) => {
      if ('fault' in predicted) {
        faults++;
        process.stderr.write(`physlayer: ${predicted.fault}\n`);
        return;
      }
      heads.forEach(({ keeper, kept }, place) =>
        kept.push(keeper.keep(predicted.path, predicted.predictions[place]!)),
      );
    });
  } finally {
    camera.model.dispose();
  }
  const tables = heads.flatMap(({ keeper, kept }) => keeper.writeTable(kept) ?? []);
  if (args.json === true) process.stdout.write(`${JSON.stringify(recordsOf(heads), null, 2)}\n`);
  else if (faults < files.length) process.stdout.write(textsOf(heads));
  for (const table of tables) process.stderr.write(`table: ${table}\n`);
  if (faults > 0) process.stderr.write(`${faults} of ${files.length} files could not be predicted\n`);
  return faults === 0 ? 0 : 1;
}

/** The predictions of a head; those of further heads go into folders as those of a trial do. */
interface KeptHead {
  readonly task: TaskName;
  readonly keeper: PredictionKeeper;
  /** One for each image that was predicted. */
  readonly kept: Kept[];
}

async function keepersOf(
  { heads, config }: TrainedTrial,
  out: string | null,
  files: readonly string[],
): Promise<KeptHead[]> {
  const { prepareOutFolder } = await import('../experiments/out-folder.js');
  const folders = heads.map(({ task }, place) => (place === 0 ? '.' : headFolder('.', task)));
  const made = heads.map((head, place): KeptHead => {
    const own = out && join(out, folders[place]!);
    return { task: head.task, keeper: predictionKeeper(head, config.data, own, files), kept: [] };
  });
  if (out !== null) for (const folder of folders) prepareOutFolder(out, folder);
  return made;
}

function outFolder(args: Arguments, { config, heads }: TrainedTrial): string | null {
  if (args.out !== undefined) return textOption(args, 'out');
  const isPicture = heads.some(({ task }) => ['segment', 'reconstruct'].includes(task));
  return isPicture ? `results/${config.name}-predict` : null;
}

/** As a person reads it. */
function textsOf(heads: readonly KeptHead[]): string {
  const texts = heads.map(({ keeper, kept }) => `${predictionTable(kept)}\n${keeper.note}`);
  return texts.length === 1
    ? texts[0]!
    : texts.map((text, place) => `head ${heads[place]!.task}\n${text}`).join('\n');
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

/** For each image the prediction of the first head as if it were alone, those of others under `heads` by their task. */
function recordsOf(heads: readonly KeptHead[]): object[] {
  const [first, ...others] = heads as readonly [KeptHead, ...KeptHead[]];
  return first.kept.map((kept, place) => ({
    file: kept.path,
    ...recordOf(kept),
    ...(others.length > 0 && {
      heads: Object.fromEntries(others.map(head => [head.task, recordOf(head.kept[place]!)])),
    }),
  }));
}

function recordOf({ prediction, picture, shares }: Kept): object {
  switch (prediction.kind) {
    case 'classes':
      return { classes: prediction.ranked };
    case 'mask':
      return { mask: picture, shares };
    case 'scene':
      return { scene: picture };
    case 'position':
      return { x: prediction.x, y: prediction.y };
  }
}
