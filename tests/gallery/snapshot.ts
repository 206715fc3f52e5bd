/** The numbers of a figure, coarse enough to be the same on every processor. */
import type { Panel, PanelRow } from '../../src/figures/panel-rows.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';

export interface MapSnapshot {
  readonly title: string;
  /** Height, width, channels. */
  readonly size: readonly number[];
  /** What the colours span. */
  readonly range: readonly [low: number, high: number];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of each channel: means of at most 8 × 8 blocks, as parts of the range. */
  readonly blocks: readonly (readonly (readonly number[])[])[];
}

const BLOCKS = 8;

export function snapshotOf(rows: readonly PanelRow[]): MapSnapshot[] {
  return rows.flatMap(row => row.flatMap(panel => (panel === null ? [] : [mapSnapshot(panel)])));
}

function mapSnapshot({ title, image, range: { low, high } }: Panel): MapSnapshot {
  const { height, width, channels, values } = image;
  const share = (value: number) => Math.round(((value - low) / (high - low)) * 1000) / 1000;
  return {
    title,
    size: [height, width, channels],
    range: [rounded(low), rounded(high)],
    min: rounded(values.reduce((least, value) => Math.min(least, value), Infinity)),
    max: rounded(values.reduce((most, value) => Math.max(most, value), -Infinity)),
    mean: rounded(values.reduce((sum, value) => sum + value, 0) / values.length),
    blocks: Array.from({ length: channels }, (_, channel) =>
      blockMeans(image, channel).map(row => row.map(share)),
    ),
  };
}

function blockMeans({ height, width, channels, values }: PixelImage, channel: number): number[][] {
  const edges = (length: number) => {
    const count = Math.min(BLOCKS, length);
    return Array.from({ length: count + 1 }, (_, i) => Math.round((i * length) / count));
  };
  const [rows, columns] = [edges(height), edges(width)];
  return rows.slice(1).map((bottom, i) =>
    columns.slice(1).map((right, j) => {
      const [top, left] = [rows[i]!, columns[j]!];
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) sum += values[(y * width + x) * channels + channel]!;
      return sum / ((bottom - top) * (right - left));
    }),
  );
}

/** Four digits; 0 for what rounding errors of transforms leave of nothing. */
function rounded(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(4));
}
