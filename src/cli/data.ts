/** `physlayer data`: how many images of each class the splits of a config have, what they look like, and what augmentation makes of them. */
import type { Dataset } from '../data/dataset.js';
import type { Split, SplitOptions } from '../data/split.js';
import { configArguments, configPositionals, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { loadChecked } from './load-plan.js';
import { textTable } from './text-table.js';

/** Images and classes of the contact sheet, at most. */
const [mostImages, mostRows] = [8, 16];

export const data: Command = {
  name: 'data',
  usage: '<config> [overrides..]',
  describe:
    'Print the balance of classes in training, validation and test, and draw some images of each, and what augmentation makes of them',
  positionals: configPositionals,
  options: {
    out: {
      describe: 'Folder for the contact sheet (default: results/<name>-data)',
      type: 'string',
      requiresArg: true,
    },
    'no-figures': { describe: 'Draw no contact sheet', type: 'boolean', default: false },
  },
  examples: [
    ['$0 data configs/bit-depth.yaml', 'are the classes balanced, are the images what they should be?'],
  ],
  run: runDataCommand,
};

async function runDataCommand(args: Arguments): Promise<number> {
  const { file, overrides } = configArguments(args);
  const { base } = await loadChecked(file, overrides, true);
  const out = args.out === undefined ? `results/${base.name}-data` : textOption(args, 'out');
  const [{ loadDataset }, { splitOf }] = await Promise.all([
    import('../data/load.js'),
    import('../experiments/split-of.js'),
  ]);
  const dataset = await loadDataset(base.data);
  const split = splitOf(dataset, base);
  const hasFigure = args['no-figures'] !== true;
  if (hasFigure) {
    const { prepareOutFolder } = await import('../experiments/out-folder.js');
    prepareOutFolder(out, '.');
  }
  process.stdout.write(`${[balanceText(dataset, split), ...foldText(base.data.split)].join('\n\n')}\n`);
  if (!hasFigure) return 0;
  const [{ augmentationSheet, contactSheet }, { writeFigure }, { DEFAULT_STYLE }, { toScene }] =
    await Promise.all([
      import('../figures/contact-sheet.js'),
      import('../figures/draw-all.js'),
      import('../figures/style.js'),
      import('../data/scene.js'),
    ]);
  const { height, width, channels, pixelClasses } = dataset;
  const rows = dataset.classNames.slice(0, mostRows).flatMap((heading, label) => {
    const samples = Array.from(
      split.train.filter(sample => dataset.labels[sample] === label).slice(0, mostImages),
    );
    const scenes = samples.map(sample => ({ height, width, channels, values: toScene(dataset, [sample]) }));
    return [{ heading, images: scenes }, ...maskRow(pixelClasses, samples, { height, width })];
  });
  const { augmentationRows } = await import('./augmentation-rows.js');
  const augmented = augmentationRows(dataset, split, base, mostImages);
  const drawings = [
    contactSheet(rows, dataset.name, DEFAULT_STYLE),
    ...(augmented.length > 0 ? [augmentationSheet(augmented, dataset.name, DEFAULT_STYLE)] : []),
  ];
  for (const drawing of drawings) {
    const { files } = await writeFigure(out, drawing, ['svg', 'png']);
    process.stderr.write(`figure: ${files.join(', ')}\n`);
  }
  return 0;
}

/** The classes of the pixels of some samples, from black, the ground, to white; nothing where there are no masks. */
function maskRow(
  pixelClasses: Dataset['pixelClasses'],
  samples: readonly number[],
  size: { readonly height: number; readonly width: number },
) {
  if (pixelClasses === undefined) return [];
  const { classNames, of } = pixelClasses;
  const images = samples.map(sample => ({
    ...size,
    channels: 1,
    values: Float32Array.from(of(sample), label => label / (classNames.length - 1)),
  }));
  return [{ heading: `masks, from black to white: ${classNames.join(', ')}`, images }];
}

/** A line with the share of each class of pixels, where there are masks. */
export function pixelText({ pixelClasses, labels }: Pick<Dataset, 'pixelClasses' | 'labels'>): string[] {
  if (pixelClasses === undefined) return [];
  const counts = pixelClasses.classNames.map(() => 0);
  let bare = 0;
  for (let sample = 0; sample < labels.length; sample++) {
    const classes = pixelClasses.of(sample);
    for (const label of classes) counts[label]!++;
    if (classes.every(label => label === 0)) bare++;
  }
  const all = counts.reduce((a, b) => a + b, 0);
  const shares = pixelClasses.classNames.map(
    (name, label) => `${name} ${((100 * counts[label]!) / all).toFixed(1)} %`,
  );
  const alone =
    bare === 0 ? '' : `; ${bare} of ${labels.length} images show ${pixelClasses.classNames[0]!} alone`;
  return ['', `pixels: ${shares.join(', ')}${alone}`];
}

/** Which part of a cross-validation the test is; nothing without one. */
function foldText({ folds, fold = 1 }: SplitOptions): string[] {
  return folds === undefined ? [] : [`the test is fold ${fold} of ${folds}; data.split.fold=N shows another`];
}

/** Name and size of the set, and a line for each class and for all; shares of classes of pixels. */
function balanceText(dataset: Dataset, { train, validation, test }: Split): string {
  const { name, height, width, channels, classNames, labels } = dataset;
  const parts = [train, validation, test];
  const counts = parts.map(part => {
    const ofClass = classNames.map(() => 0);
    part.forEach(sample => ofClass[labels[sample]!]!++);
    return ofClass;
  });
  const line = (heading: string, numbers: readonly number[]): string[] => [
    heading,
    ...[...numbers, numbers.reduce((a, b) => a + b, 0)].map(String),
  ];
  const rows = classNames.map((className, label) =>
    line(
      className,
      counts.map(ofClass => ofClass[label]!),
    ),
  );
  const all = line(
    'all',
    parts.map(part => part.length),
  );
  const channelText = channels === 1 ? '1 channel' : `${channels} channels`;
  return [
    `${name}: ${labels.length} images of ${width} x ${height} pixels (width x height), ${channelText}`,
    '',
    textTable(['class', 'training', 'validation', 'test', 'all'], [...rows, all]),
    ...pixelText(dataset),
  ].join('\n');
}
