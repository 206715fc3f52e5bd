/** The strip of a sweep: test images at every stage of the physical chain, over light levels where these are swept. */
import { trialFolder } from '../analysis/sweep-plan.js';
import type { Sweep, SummaryRow } from '../analysis/sweep-record.js';
import { readSamples } from '../analysis/trial-record.js';
import { settingsText, settingText } from './axis-label.js';
import type { Drawing } from './figure.js';
import { upperFirst } from './letter-case.js';
import { representativeText, type Representative } from './representative.js';
import { sensorStrip, type StripRow } from './sensor-strip.js';
import type { FigureStyle } from './style.js';

/** More rows than this would make the strip taller than a page. */
const MAX_STRIP_ROWS = 4;

/** Axes along which there is more or less light. */
const LIGHT_PATH = /(^|\.)(photonsAtFullScale|timeFactor)$/;

/**
 * One row per light level where light is swept, else one row per recorded image.
 *
 * @param best Whose images are shown.
 * @returns The drawing, or in words why there is none.
 */
export function sweepStrip(sweep: Sweep, best: Representative, style: FigureStyle): Drawing | string {
  const light = sweep.plan.axes.find(axis => LIGHT_PATH.test(axis.path) && axis.values.length > 1);
  if (light) {
    const rows = light.values.flatMap(value => {
      const axes = { ...best.axes, [light.path]: value };
      const row = sweep.rows.find(candidate => isAt(candidate, axes));
      const images = row ? firstImage(trialFolder(sweep.folder, row.trial)) : [];
      return images.length > 0 ? [{ heading: upperFirst(settingText(light.path, value)), images }] : [];
    });
    if (rows.length > 0) return sensorStrip(spread(rows), stripWhere(best, light.path), style);
  }
  const { images, classNames } = readSamples(trialFolder(sweep.folder, best.rows[0]!.trial));
  const indices = [...new Set(images.map(image => image.image))].slice(0, MAX_STRIP_ROWS);
  const rows = indices.map((index): StripRow => {
    const stages = images.filter(image => image.image === index);
    const { source, label } = stages[0]!;
    // One class would tell nothing.
    const named = classNames.length > 1 ? `, class ${classNames[label]!}` : '';
    return { heading: `${source}${named}`, images: stages };
  });
  return rows.length === 0
    ? 'no sample images were recorded'
    : sensorStrip(rows, representativeText(best), style);
}

function firstImage(folder: string): readonly StripRow['images'][number][] {
  const { images } = readSamples(folder);
  return images.filter(image => image.image === images[0]!.image);
}

function isAt(row: SummaryRow, axes: SummaryRow['axes']): boolean {
  return Object.entries(axes).every(([path, value]) => row.axes[path] === value);
}

/** At most as many rows as fit, first and last among them. */
function spread(rows: readonly StripRow[]): StripRow[] {
  if (rows.length <= MAX_STRIP_ROWS) return [...rows];
  const step = (rows.length - 1) / (MAX_STRIP_ROWS - 1);
  return Array.from({ length: MAX_STRIP_ROWS }, (_, i) => rows[Math.round(i * step)]!);
}

/** The settings that all rows share; the bit depth is in the columns. */
function stripWhere({ axes }: Representative, lightPath: string): string {
  const shared = Object.entries(axes).filter(([path]) => path !== lightPath && !path.endsWith('bitDepth'));
  const settings = settingsText(Object.fromEntries(shared));
  return `${settings === '' ? '' : ` at ${settings}`}, one row per light level`;
}
