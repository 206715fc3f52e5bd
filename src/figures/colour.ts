/** Colours of magnitudes, and of text that stays readable on them. */
import * as Plot from '@observablehq/plot';
import { INK } from './style.js';

export type Rgb = readonly [number, number, number];

/** Entries of a colour table; 8-bit images have no more shades. */
const TABLE_SIZE = 256;

function table(scheme: Plot.ColorScheme): Rgb[] {
  const scale = Plot.scale({ color: { type: 'linear', scheme, domain: [0, TABLE_SIZE - 1] } });
  return Array.from({ length: TABLE_SIZE }, (_, i) => parseColour(scale.apply(i) as string));
}

function parseColour(text: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(text);
  const parts = hex
    ? hex.slice(1).map(part => Number.parseInt(part, 16))
    : (text.match(/[\d.]+/g) ?? []).map(Number);
  if (parts.length < 3) throw new RangeError(`parseColour: found ${text}, must be #rrggbb or rgb(r, g, b)`);
  return [parts[0]!, parts[1]!, parts[2]!];
}

let viridisTable: Rgb[] | undefined;
let bluesTable: Rgb[] | undefined;
let cyclicTable: Rgb[] | undefined;
let divergingTable: Rgb[] | undefined;

/** Viridis, dark to bright; `share` 0 to 1. */
export function viridis(share: number): Rgb {
  return pick((viridisTable ??= table('viridis')), share);
}

/** Black to white; `share` 0 to 1. */
export function grey(share: number): Rgb {
  const shade = Math.round(255 * Math.max(0, Math.min(1, share)));
  return [shade, shade, shade];
}

/** White to dark blue; `share` 0 to 1. White at 0 leaves the paper empty where nothing is. */
export function blues(share: number): Rgb {
  bluesTable ??= table('blues');
  const base = pick(bluesTable, share);
  // The scheme begins at a light blue: the first tenth fades it to white.
  const fade = Math.max(0, 1 - 10 * share);
  return base.map(value => Math.round(value + fade * (255 - value))) as unknown as Rgb;
}

/** Colours that come back to the first one, for angles; `share` 0 to 1. */
export function cyclic(share: number): Rgb {
  return pick((cyclicTable ??= table('rainbow')), share);
}

/** Blue below the middle, red above it, near white at it; `share` 0 to 1. */
export function diverging(share: number): Rgb {
  return pick((divergingTable ??= table('burd')), share);
}

function pick(colours: readonly Rgb[], share: number): Rgb {
  return colours[Math.round(Math.max(0, Math.min(1, share)) * (TABLE_SIZE - 1))]!;
}

export function cssColour([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Relative luminance, 0 to 1.
 * Source: Web Content Accessibility Guidelines 2.1, W3C (2018), https://www.w3.org/TR/WCAG21/#dfn-relative-luminance.
 */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever contrasts more with the background. */
export function textColourOn(background: Rgb): string {
  const light = luminance(background);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? '#ffffff' : INK;
}
