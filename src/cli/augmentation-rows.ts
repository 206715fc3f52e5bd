/** Rows of the sheet that shows what augmentation does to training scenes. */
import type { Dataset } from '../data/dataset.js';
import type { Split } from '../data/split.js';
import { augmentationOf } from '../experiments/augmented-images.js';
import { headsOf } from '../experiments/config/head-schema.js';
import type { ExperimentConfig } from '../experiments/config/schema.js';
import { labelledImages } from '../experiments/labelled-images.js';
import type { SheetImage, SheetRow } from '../figures/contact-sheet.js';
import type { LabelledImages } from '../networks/batch.js';

/** Epochs that are shown. */
const epochs = [1, 2, 3, 4];

/**
 * Some training scenes as they are and as the first epochs see them, masks below where pixels have classes, and positions as marks where
 * they are asked for; the scenes are one batch.
 *
 * @param most Scenes, at most.
 * @returns None where the config has no augmentation.
 */
export function augmentationRows(
  dataset: Dataset,
  split: Split,
  config: ExperimentConfig,
  most: number,
): SheetRow[] {
  const images = labelledImages(dataset, split, config);
  const augment = augmentationOf(config, images, config.seed);
  if (augment === null) return [];
  const rows = split.train.subarray(0, most);
  const places = rows.map((_, place) => place);
  const tasks = headsOf(config).map(({ task }) => task);
  const masks = tasks.includes('segment') ? dataset.pixelClasses?.classNames.length : undefined;
  const isMarked = tasks.includes('locate');
  return [
    ...shown(images, rows, 'training scenes as they are', masks, isMarked),
    ...epochs.flatMap(epoch => shown(augment(rows, epoch), places, `epoch ${epoch}`, masks, isMarked)),
  ];
}

function shown(
  images: LabelledImages,
  rows: Uint32Array,
  heading: string,
  classes: number | undefined,
  isMarked: boolean,
): SheetRow[] {
  const { height, width, channels, position, pixelClasses } = images;
  const each = Array.from(rows, row => Uint32Array.of(row));
  const scenes = each.map((row): SheetImage => {
    const mark = isMarked ? position?.(row[0]!) : undefined;
    return { height, width, channels, values: images.scenes(row), ...(mark && { mark }) };
  });
  if (classes === undefined || pixelClasses === undefined) return [{ heading, images: scenes }];
  const masks = each.map(row => {
    const values = Float32Array.from(pixelClasses(row), label => label / (classes - 1));
    return { height, width, channels: 1, values };
  });
  return [
    { heading, images: scenes },
    { heading: `${heading}: masks`, images: masks },
  ];
}
