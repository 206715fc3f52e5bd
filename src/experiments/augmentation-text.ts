/** What augmentation did, for the Methods text. */
import { isAugmented, isGeometric, isTonal, type AugmentationOptions } from '../data/augmentation/options.js';

/** A few sentences; empty where training images were left as they are. */
export function augmentationText(options: AugmentationOptions): string {
  if (!isAugmented(options)) return '';
  const sentences = [
    `Training scenes were changed at random at each step, in front of the optics: ${changes(options).join(', ')}.`,
    ...(isGeometric(options)
      ? [
          'All moves of a scene were one bilinear resampling ' +
            `(boundary ${options.boundary}); masks (nearest pixel), positions and references went with it.`,
        ]
      : []),
    ...(isTonal(options) ? ['Values were cut off at 0 and at full scale.'] : []),
    'Validation and test scenes were left as they are.',
  ];
  return ` ${sentences.join(' ')}`;
}

function changes(options: AugmentationOptions): string[] {
  const percent = (fraction: number) => `${Number((100 * fraction).toFixed(2))} %`;
  const { horizontalFlip, verticalFlip, quarterTurns, rotationDegrees, shiftPixels, shiftFraction } = options;
  const { zoomMin, zoomMax, cropFractionMin, brightnessFraction, contrastFraction } = options;
  const { noiseFraction, cutoutFraction, mixupAlpha } = options;
  const texts: [boolean, string][] = [
    [horizontalFlip, 'mirrored left to right (half of them)'],
    [verticalFlip, 'mirrored upside down (half of them)'],
    [quarterTurns, 'turned by multiples of 90°'],
    [rotationDegrees > 0, `turned by up to ±${rotationDegrees}°`],
    [shiftPixels > 0, `shifted by up to ±${shiftPixels} whole pixels`],
    [shiftFraction > 0, `shifted by up to ±${percent(shiftFraction)} of their sides`],
    [zoomMin !== 1 || zoomMax !== 1, `magnified ${zoomMin} to ${zoomMax} times`],
    [
      cropFractionMin < 1,
      `cut to windows of ${percent(cropFractionMin)} to 100 % of their sides, enlarged again`,
    ],
    [brightnessFraction > 0, `light changed by up to ±${percent(brightnessFraction)}`],
    [contrastFraction > 0, `contrast changed by up to ±${percent(contrastFraction)}`],
    [noiseFraction > 0, `Gaussian noise of ${percent(noiseFraction)} of full scale added`],
    [cutoutFraction > 0, `a square of ${percent(cutoutFraction)} of the shorter side replaced by the mean`],
    [
      mixupAlpha > 0,
      `blended with another scene, labels likewise, whose share is the smaller one of two from Beta(${mixupAlpha}, ${mixupAlpha})`,
    ],
  ];
  return texts.filter(([isUsed]) => isUsed).map(([, text]) => text);
}
