/** Measures of the test images of a trial beside its score, but those of classes; what is undefined is left out. */
import { bootstrapInterval, usualDraws, type BootstrapInterval } from '../analysis/metrics/bootstrap.js';
import { diceOf, iouOf, pooledCounts, type MaskCounts } from '../analysis/metrics/mask-tally.js';
import { PositionTally } from '../analysis/metrics/position-tally.js';
import { mean } from '../analysis/statistics.js';
import type { MetricName, TestMetric } from '../analysis/test-metrics.js';
import type { PositionVerdict } from '../networks/tasks/localization.js';
import type { PixelVerdict } from '../networks/tasks/segmentation.js';

/** Draws of the bootstrap are the same for all trials. */
export const bootstrapSeed = 1;

/**
 * Overlaps of each class but the ground; intervals of the pooled ones by the bootstrap over originals.
 *
 * @param groups Original of each test image.
 * @param classNames Classes of pixels, the ground first.
 */
export function pixelMetrics(
  verdicts: readonly Pick<PixelVerdict, 'counts'>[],
  groups: readonly string[],
  classNames: readonly string[],
): TestMetric[] {
  return classNames.slice(1).flatMap((className, place) => {
    const images = verdicts.map(({ counts }) => counts[place + 1]!);
    const pooledOf = (measure: (counts: MaskCounts) => number | null) =>
      bootstrapInterval(images.length, rows => measure(pooledCounts(Array.from(rows, row => images[row]!))), {
        seed: bootstrapSeed,
        groups,
      });
    const [iou, dice] = [pooledOf(iouOf), pooledOf(diceOf)];
    const found = [
      ...interval('pooledIou', iou),
      ...interval('pooledDice', dice),
      ...defined([
        ['meanIou', meanDefined(images.map(iouOf))],
        ['meanDice', meanDefined(images.map(diceOf))],
        ['emptyImages', images.filter(image => iouOf(image) === null).length],
      ]),
    ];
    // Where there is one object class only, its name would say nothing.
    return classNames.length === 2 ? found : found.map(metric => ({ ...metric, of: className }));
  });
}

/**
 * Errors in pixels of the scene, with bootstrap intervals over originals.
 *
 * @param groups Original of each test image.
 * @param hitRadius Largest distance of a hit, pixels.
 */
export function positionMetrics(
  verdicts: readonly Pick<PositionVerdict, 'predicted' | 'truth' | 'score'>[],
  groups: readonly string[],
  hitRadius: number,
): TestMetric[] {
  const tally = new PositionTally();
  verdicts.forEach(({ predicted, truth }) => tally.add(predicted, truth));
  const hits = verdicts.map(({ score }) => Number(score <= hitRadius));
  const options = { seed: bootstrapSeed, groups };
  const rmse = bootstrapInterval(verdicts.length, rows => tally.rmseOf(rows), options);
  const rate = bootstrapInterval(verdicts.length, rows => mean(Array.from(rows, row => hits[row]!)), options);
  return [
    ...interval('rmse', rmse),
    ...defined([['meanDistance', tally.meanDistance]]),
    ...interval('hitRate', rate),
  ];
}

/** Of reconstructed scenes. @param verdicts With the PSNR-µ of each image, dB. */
export function sceneMetrics(verdicts: readonly { readonly hdrPsnr: number }[]): TestMetric[] {
  return defined([['hdrPsnr', meanDefined(verdicts.map(({ hdrPsnr }) => hdrPsnr).filter(Number.isFinite))]]);
}

export function interval(name: MetricName, found: BootstrapInterval | null): TestMetric[] {
  return found === null ? [] : [{ name, value: found.value, ...endsOf(found) }];
}

/**
 * Of an interval of `usualDraws`; none where the measure is defined for less than half of them: those that have all classes by luck do not
 * tell how much the choice of images matters.
 */
export function endsOf(found: BootstrapInterval | null): Pick<TestMetric, 'low' | 'high'> {
  if (found === null || found.draws < usualDraws / 2) return {};
  return { low: found.low, high: found.high };
}

export function defined(
  metrics: readonly (readonly [name: MetricName, value: number | null])[],
): TestMetric[] {
  return metrics.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function meanDefined(values: readonly (number | null)[]): number | null {
  const found = values.filter(value => value !== null);
  return found.length === 0 ? null : mean(found);
}
