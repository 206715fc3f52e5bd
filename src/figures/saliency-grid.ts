/** Saliency grid: what the network saw and where it looked, for right and for wrong test images. */
import * as Plot from '@observablehq/plot';
import type { Saliency, SaliencyMap } from '../analysis/trial-record.js';
import { cssColour, viridis } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText, textWidth } from './fonts.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { plotCanvas, svgFile } from './plot-svg.js';
import { smaller, type FigureStyle } from './style.js';

const METHODS = ['frame', 'gradient', 'grad-cam'] as const;
const TITLES = { frame: 'Frame', gradient: 'Gradient', 'grad-cam': 'Grad-CAM' } as const;
const GAP = 4;
const BLOCK_GAP = 14;
const BAR_WIDTH = 60;
const BAR_HEIGHT = 7;
/** Colours along the bar. */
const BAR_STEPS = 64;

interface Entry {
  readonly maps: ReadonlyMap<SaliencyMap['method'], SaliencyMap>;
  readonly any: SaliencyMap;
}

/**
 * Draws right images in the left half, wrong ones in the right half, a column for each kind of map.
 *
 * @param where What was tested, for the caption.
 */
export function saliencyGrid({ classNames, maps }: Saliency, where: string, style: FigureStyle): Drawing {
  const entries = byImage(maps);
  const blocks = halves(entries);
  const methods = METHODS.filter(method => entries.some(({ maps: own }) => own.has(method)));
  const width = style.singleColumn;
  const halfWidth = (width - 2 - BLOCK_GAP) / 2;
  const side = (halfWidth - (methods.length - 1) * GAP) / methods.length;
  const small = smaller(style, 1.5);
  const aspect = Math.max(...entries.map(({ any }) => any.height / any.width));
  const judged = entries.map(({ any }) => judgement(any, classNames));
  const isTwoLines = judged.some(lines => textWidth(lines.join(', '), small) > halfWidth);
  const textHeight = (isTwoLines ? 2.6 : 1.5) * small;
  const rowHeight = textHeight + aspect * side + GAP;
  const head = 2.9 * style.fontSize;
  const rows = Math.max(...blocks.map(block => block.entries.length));
  const height = head + rows * rowHeight + 1.9 * style.fontSize;
  const marks = blocks.flatMap(({ title, entries: block }, i) => {
    const left = 1 + i * (halfWidth + BLOCK_GAP);
    const columns = methods.map((method, k) => ({
      title: TITLES[method],
      x: left + k * (side + GAP) + side / 2,
    }));
    const texts = block.map(({ any }, row) => ({
      text: judgement(any, classNames)
        .map(line => fitText(line, halfWidth, small))
        .join(isTwoLines ? '\n' : ', '),
      y: head + row * rowHeight + textHeight / 2,
    }));
    const cells = block.flatMap(({ maps: own }, row) =>
      methods.flatMap((method, k) => {
        const map = own.get(method);
        const y = head + row * rowHeight + textHeight + (aspect * side) / 2;
        return map
          ? [{ x: columns[k]!.x, y, uri: mapUri(map), isZero: method !== 'frame' && isZero(map) }]
          : [];
      }),
    );
    return [
      Plot.text([title], { x: left + halfWidth / 2, y: 0.7 * style.fontSize, fontWeight: 'bold' }),
      Plot.text(columns, { x: 'x', y: 2.1 * style.fontSize, text: 'title', ariaDescription: 'methods' }),
      Plot.text(texts, {
        x: left,
        y: 'y',
        text: 'text',
        textAnchor: 'start',
        fontSize: small,
        ariaDescription: 'judgements',
      }),
      ...imageMarks(cells, { width: side, height: aspect * side }, 'maps'),
      Plot.text(
        cells.filter(cell => cell.isZero),
        {
          x: 'x',
          y: 'y',
          text: () => 'all zero',
          fontSize: small,
          fill: '#ffffff',
          ariaDescription: 'zero maps',
        },
      ),
    ];
  });
  const title = 'Where the network looks';
  const chart = plotCanvas(style, width, height, [...marks, ...colourBar(width, height, style)]);
  const svg = svgFile(style, { width, height }, title, [{ chart, x: 0, y: 0 }]);
  return { name: 'saliency-grid', title, caption: captionOf(entries, where), svg };
}

/** Right images left, wrong ones right; where all are of one kind they share both halves. */
function halves(entries: readonly Entry[]): { title: string; entries: readonly Entry[] }[] {
  const right = entries.filter(({ any }) => any.label === any.predicted);
  const wrong = entries.filter(({ any }) => any.label !== any.predicted);
  if (right.length > 0 && wrong.length > 0) {
    return [
      { title: 'Right', entries: right },
      { title: 'Wrong', entries: wrong },
    ];
  }
  const title = wrong.length === 0 ? 'Right' : 'Wrong';
  const middle = Math.ceil(entries.length / 2);
  const parts = [entries.slice(0, middle), entries.slice(middle)].filter(part => part.length > 0);
  return parts.map(part => ({ title, entries: part }));
}

function byImage(maps: readonly SaliencyMap[]): Entry[] {
  const entries = new Map<number, { maps: Map<SaliencyMap['method'], SaliencyMap>; any: SaliencyMap }>();
  for (const map of maps) {
    const entry = entries.get(map.image) ?? { maps: new Map(), any: map };
    entry.maps.set(map.method, map);
    // The frame gives the row its shape; a map may be coarser.
    if (map.method === 'frame') entry.any = map;
    entries.set(map.image, entry);
  }
  return [...entries.values()];
}

/** True and predicted class, the latter with its probability. */
function judgement(map: SaliencyMap, classNames: readonly string[]): [string, string] {
  const { label, predicted, confidence } = map;
  return [
    `true ${classNames[label]!}`,
    `predicted ${classNames[predicted]!} (${(100 * confidence).toFixed(0)} %)`,
  ];
}

function mapUri(map: SaliencyMap): string {
  const [low, high] = rangeOf(map.values);
  if (map.method !== 'frame') return imageUri(map, 0, high > 0 ? high : 1, viridis);
  return imageUri(map, Math.min(0, low), high > 0 ? high : 1);
}

function rangeOf(values: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

function isZero({ values }: SaliencyMap): boolean {
  return values.every(value => value === 0);
}

function colourBar(width: number, height: number, style: FigureStyle): Plot.Markish[] {
  const y = height - 0.8 * style.fontSize;
  const left = width / 2 - BAR_WIDTH / 2;
  const steps = Array.from({ length: BAR_STEPS }, (_, i) => ({
    x: left + (i * BAR_WIDTH) / BAR_STEPS,
    fill: cssColour(viridis(i / (BAR_STEPS - 1))),
  }));
  return [
    Plot.rect(steps, {
      x1: 'x',
      // Neighbours overlap, so that no seam shows between them.
      x2: (d: { x: number }) => Math.min(left + BAR_WIDTH, d.x + (2 * BAR_WIDTH) / BAR_STEPS),
      y1: y - BAR_HEIGHT / 2,
      y2: y + BAR_HEIGHT / 2,
      fill: 'fill',
      ariaDescription: 'colour bar',
    }),
    Plot.text(['0'], { x: left - 4, y, textAnchor: 'end' }),
    Plot.text(['largest value of each map'], { x: left + BAR_WIDTH + 4, y, textAnchor: 'start' }),
  ];
}

function captionOf(entries: readonly Entry[], where: string): string {
  const right = entries.filter(({ any }) => any.label === any.predicted).length;
  const wrong = entries.length - right;
  const hasGradCam = entries.some(({ maps }) => maps.has('grad-cam'));
  const zero = entries
    .flatMap(({ maps }) => [...maps.values()])
    .filter(map => map.method !== 'frame' && isZero(map));
  const missing =
    wrong === 0 ? ' No wrong image was recorded.' : right === 0 ? ' No right image was recorded.' : '';
  return (
    `Frames that the network saw, and maps of what its answer rests on${where}: absolute gradient of the predicted class ` +
    `score${hasGradCam ? ' and Grad-CAM' : ''}. Each frame and map is scaled from 0 to its own largest value. ${right} right and ${wrong} wrong test images, with ` +
    `true class, predicted class and its probability.${missing}` +
    (zero.length > 0
      ? ` ${zero.length} of the maps ${zero.length === 1 ? 'is' : 'are'} zero everywhere.`
      : '')
  );
}
