/** `physlayer evaluate`: tests trained trials again, on their own images or others, as they are or with another camera. */
import type { Member } from '../experiments/trained/answers.js';
import type { HeadMeasurements } from '../experiments/trained/measure.js';
import type { TestImages } from '../experiments/trained/test-images.js';
import type { TrainedTrial } from '../experiments/trained/trained-trial.js';
import type { ViewSet } from '../experiments/trained/views.js';
import { countArgument, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { asUsage, foldersAndChanges, openTrials, outputFile, printNotes } from './open-trials.js';

export const evaluate: Command = {
  name: 'evaluate',
  usage: '<trials..>',
  describe:
    'Test trained trials again: on other images, in other light, several as an ensemble; writes nothing',
  positionals: {
    trials: 'Folders of trials, and changes such as data.path=DIR or sensor.photonsAtFullScale=50',
  },
  options: {
    all: { describe: 'All images of the set, not only its test split', type: 'boolean', default: false },
    ensemble: {
      describe: 'The trials together as well: averaged answers and, of classes, a majority vote',
      type: 'boolean',
      default: false,
    },
    tta: {
      describe:
        'Mean over mirrored scenes: left and right exchanged (mirror), and upside down as well (flips)',
      choices: ['none', 'mirror', 'flips'],
      default: 'none',
      requiresArg: true,
    },
    json: { describe: 'Print JSON with all digits', type: 'boolean', default: false },
    out: { describe: 'File for that JSON', type: 'string', requiresArg: true },
    threads: { describe: 'Threads inside one operator', type: 'number', default: 1, requiresArg: true },
  },
  examples: [
    ['$0 evaluate results/blood-cells/trials/ID data.path=DIR --all', 'on other images of the same classes'],
    ['$0 evaluate results/bit-depth/trials/ID sensor.photonsAtFullScale=50', 'in dim light'],
    ['$0 evaluate results/bit-depth/trials/ID1 results/bit-depth/trials/ID2 --ensemble', 'both together'],
  ],
  run: runEvaluateCommand,
};

interface Request {
  readonly isAll: boolean;
  readonly views: ViewSet;
  readonly threads: number;
}

async function runEvaluateCommand(args: Arguments): Promise<number> {
  const { folders, changes } = foldersAndChanges(args.trials as string[]);
  const request = {
    isAll: args.all === true,
    views: textOption(args, 'tta') as ViewSet,
    threads: countArgument(args, 'threads'),
  };
  const out = args.out === undefined ? null : outputFile(args, 'out');
  const trials = await openTrials(folders, changes);
  const isEnsemble = args.ensemble === true;
  if (isEnsemble) (await import('../experiments/trained/together.js')).checkTogether(trials);
  const { evaluationRecord, evaluationTable } = await import('./evaluation-table.js');
  const records: object[] = [];
  for (const group of isEnsemble ? [trials] : trials.map(trial => [trial])) {
    const { test, found } = await evaluateGroup(group, request);
    const { config } = group[0]!;
    const names = group.map(({ folder }) => folder);
    const about = { images: test.rows.length, data: test.dataset.name, changes, views: request.views };
    records.push({ ...about, ...evaluationRecord(config, found, names) });
    if (args.json === true) continue;
    const heading = await headingOf(group, test, request);
    process.stdout.write(`${heading}\n\n${evaluationTable(config, found, shortNames(names))}\n\n`);
  }
  const record = `${JSON.stringify(records.length === 1 ? records[0] : records, null, 2)}\n`;
  if (args.json === true) process.stdout.write(record);
  if (out !== null) (await import('../analysis/atomic-file.js')).writeFileAtomic(out, record);
  return 0;
}

async function evaluateGroup(
  trials: readonly TrainedTrial[],
  { isAll, views, threads }: Request,
): Promise<{ test: TestImages; found: HeadMeasurements[] }> {
  const [{ loadDataset }, { testImages }, { loadCamera }, { startTrialEngine }, { measure }] =
    await Promise.all([
      import('../data/load.js'),
      import('../experiments/trained/test-images.js'),
      import('../experiments/trained/load-camera.js'),
      import('../experiments/trial-engine.js'),
      import('../experiments/trained/measure.js'),
    ]);
  const [{ config, folder }] = trials as readonly [TrainedTrial, ...TrainedTrial[]];
  const test = await asUsage(async () => testImages(trials[0]!, await loadDataset(config.data), isAll));
  printNotes(folder, test.notes);
  await asUsage(() => startTrialEngine(config.engine, threads));
  const members: Member[] = [];
  try {
    for (const trial of trials) members.push({ trial, camera: await asUsage(() => loadCamera(trial)) });
    return { test, found: await measure(members, test, views) };
  } finally {
    members.forEach(({ camera }) => camera.model.dispose());
  }
}

async function headingOf(
  trials: readonly TrainedTrial[],
  { dataset, rows }: TestImages,
  { isAll, views }: Request,
): Promise<string> {
  const { viewTexts } = await import('../experiments/trained/views.js');
  const { changes } = trials[0]!;
  return [
    ...trials.map(({ folder }) => folder),
    `${rows.length} ${isAll ? 'images, all' : 'test images'} of ${dataset.name}${changes.length === 0 ? '' : `, with ${changes.join(' ')}`}`,
    ...(views === 'none' ? [] : [`mean over views: ${viewTexts[views]}`]),
    'in brackets: 95 % bootstrap intervals over the originals of the images',
  ].join('\n');
}

/** The last folder of each, unless two are alike. */
function shortNames(folders: readonly string[]): string[] {
  const short = folders.map(
    folder =>
      folder
        .split('/')
        .filter(part => part !== '')
        .at(-1) ?? folder,
  );
  return new Set(short).size === short.length ? short : [...folders];
}
