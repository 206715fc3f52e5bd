/** The figure of learned maps of a sweep, see learned-maps.ts: each layer's of the best combination in which it learned some. */
import { readDesign } from '../analysis/design-record.js';
import { readMeanImages } from '../analysis/mean-images-record.js';
import { scoreKindOf } from '../analysis/score-kind.js';
import { trialFolder } from '../analysis/sweep-plan.js';
import type { Sweep } from '../analysis/sweep-record.js';
import { readSaliency, type SaliencyMap } from '../analysis/trial-record.js';
import { settingsText } from './axis-label.js';
import type { Drawing } from './figure.js';
import { learnedMaps, mapsOf, type LearnedMap } from './learned-maps.js';
import { rankedCombinations } from './representative.js';
import type { FigureStyle } from './style.js';

/** @returns null where no trial has learned any. */
export function bestMaps(sweep: Sweep, style: FigureStyle): Drawing | null {
  const hasSaliency = scoreKindOf(sweep.plan.config).task === 'classify';
  const maps = new Map<string, LearnedMap[]>();
  for (const { axes, rows } of rankedCombinations(sweep)) {
    const folder = trialFolder(sweep.folder, rows[0]!.trial);
    for (const mean of readMeanImages(folder).filter(({ layer }) => !maps.has(layer))) {
      const saliency = hasSaliency ? gradientsOf(folder) : [];
      const arrays = mapsOf(readDesign(folder), mean);
      maps.set(
        mean.layer,
        arrays.map(own => ({ arrays: own, mean, saliency, setting: settingsText(axes) })),
      );
    }
  }
  const found = [...maps.values()].flat();
  return found.length === 0 ? null : learnedMaps(found, style);
}

function gradientsOf(folder: string): SaliencyMap[] {
  return readSaliency(folder).maps.filter(({ method }) => method === 'gradient');
}
