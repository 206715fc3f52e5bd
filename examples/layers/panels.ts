/** Panels of the gallery, with the colours and ranges that fit what they show. */
import { numberText } from '../../src/figures/axis-label.js';
import type { ColourRange } from '../../src/figures/colour-bar.js';
import { cyclic, diverging, grey, viridis } from '../../src/figures/colour.js';
import type { Panel } from '../../src/figures/panel-rows.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';

/** An image from black at 0 to white at `high`; at its largest value if omitted. */
export function image(title: string, values: PixelImage, high = mostOf(values)): Panel {
  return { title, image: values, range: rangeOf(0, high, grey) };
}

/** An image from black at `low` to white at `high`. */
export function imageBetween(title: string, values: PixelImage, low: number, high: number): Panel {
  return { title, image: values, range: rangeOf(low, high, grey) };
}

/** A map of magnitudes, such as transmissions, from 0 to `high`. */
export function element(title: string, values: PixelImage, high = mostOf(values)): Panel {
  return { title, image: values, range: rangeOf(0, high, viridis) };
}

/** A map of values of either sign about 0. */
export function signed(title: string, values: PixelImage): Panel {
  const most = mostOf({ ...values, values: values.values.map(Math.abs) });
  return { title, image: values, range: rangeOf(-most, most, diverging) };
}

/** Phases, rad, modulo 2π. */
export function phase(title: string, values: PixelImage): Panel {
  return {
    title,
    image: values,
    range: { low: 0, high: 2 * Math.PI, colour: cyclic, labels: ['0', '2π'] },
  };
}

/** Values over their largest one, on a logarithmic scale. */
export function decades(title: string, values: PixelImage, count = 4): Panel {
  const most = mostOf(values);
  const logs = values.values.map(value => Math.log10(Math.max(value / most, 10 ** -count)));
  const range = {
    low: -count,
    high: 0,
    colour: viridis,
    labels: [count === 2 ? '0.01' : `1e−${count}`, '1'],
  } as const;
  return { title, image: { ...values, values: logs }, range };
}

/** The middle of an image, `side` pixels wide. */
export function middle({ height, width, channels, values }: PixelImage, side: number): PixelImage {
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const rows = Array.from({ length: side }, (_, row) => {
    const start = ((top + row) * width + left) * channels;
    return [...values.subarray(start, start + side * channels)];
  });
  return { height: side, width: side, channels, values: Float32Array.from(rows.flat()) };
}

/** Maps of one size side by side in a square, a line between them. */
export function sheet(maps: readonly PixelImage[], between = 0.5): PixelImage {
  const across = Math.ceil(Math.sqrt(maps.length));
  const down = Math.ceil(maps.length / across);
  const [{ height, width }] = maps as [PixelImage];
  const [tall, wide] = [down * (height + 1) - 1, across * (width + 1) - 1];
  const values = new Float32Array(tall * wide).fill(between);
  maps.forEach((map, k) => {
    const [top, left] = [Math.floor(k / across) * (height + 1), (k % across) * (width + 1)];
    for (let row = 0; row < height; row++) {
      values.set(map.values.subarray(row * width, (row + 1) * width), (top + row) * wide + left);
    }
  });
  return { height: tall, width: wide, channels: 1, values };
}

function rangeOf(low: number, high: number, colour: ColourRange['colour']): ColourRange {
  return { low, high, colour, labels: [shortText(low), shortText(high)] };
}

/** Three digits, with an exponent where zeros would fill the line. */
function shortText(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-3) return numberText(value, 3);
  return value.toExponential(2).replaceAll('-', '−');
}

function mostOf({ values }: PixelImage): number {
  return values.reduce((most, value) => Math.max(most, value), 0) || 1;
}
