import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DesignArray } from '../../src/analysis/design-record.js';
import { cssColour, cyclic, diverging, viridis } from '../../src/figures/colour.js';
import { learnedElements } from '../../src/figures/learned-elements.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { marks, parseSvg, texts } from './drawn-labels.js';

const array = (
  name: string,
  kind: DesignArray['kind'],
  shape: number[],
  initial: number[],
  final: number[],
) =>
  [initial, final].map((values, i): DesignArray => ({
    ...{ layer: 'mask', name, unit: kind === 'phase' ? 'rad' : '', kind, shape },
    stage: i === 0 ? 'initial' : 'final',
    values: Float32Array.from(values),
  }));

const draw = (arrays: readonly DesignArray[]) => learnedElements(arrays, ' at 8 bits', DEFAULT_STYLE);

async function colourAt(image: Element, x: number, y: number): Promise<string> {
  const data = Buffer.from(image.getAttribute('href')!.split(',')[1]!, 'base64');
  const { data: raw, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return cssColour([raw[at]!, raw[at + 1]!, raw[at + 2]!]);
}

describe('the figure of learned elements', () => {
  it('has a row per array with both stages in one range', async () => {
    const drawing = draw(array('transmission', 'magnitude', [2, 2], [0, 1, 0, 0], [0, 0, 0, 2]));
    const root = parseSvg(drawing.svg);
    expect(texts(root, 'stages')).toEqual(['Before training', 'After training']);
    expect(texts(root, 'arrays')).toEqual(['mask: transmission']);
    expect(texts(root, 'colour bar labels')).toEqual(['2', '0']);
    const before = marks(root, 'initial transmission')[0]!.children[0]!;
    const after = marks(root, 'final transmission')[0]!.children[0]!;
    expect(await colourAt(before, 0.75, 0.25)).toBe(cssColour(viridis(0.5)));
    expect(await colourAt(after, 0.75, 0.75)).toBe(cssColour(viridis(1)));
    expect(await colourAt(after, 0.25, 0.25)).toBe(cssColour(viridis(0)));
  });

  it('shows the borders of a layout as a map of the areas of its pixels', async () => {
    const rows = array('row borders', 'borders', [3], [0, 10, 20], [0, 5, 20]);
    const columns = array('column borders', 'borders', [4], [0, 10, 20, 40], [0, 10, 20, 40]);
    const root = parseSvg(draw([...rows, ...columns].map(each => ({ ...each, unit: 'µm' }))).svg);
    expect(texts(root, 'arrays')).toEqual(['mask: areas of pixels (µm²)']);
    expect(texts(root, 'colour bar labels')).toEqual(['300', '0']);
    const [before, after] = ['initial', 'final'].map(
      stage => marks(root, `${stage} areas of pixels`)[0]!.children[0]!,
    );
    // 10 × 20 of 300 µm² before, 15 × 20 after; the border of the columns at half the width is dark.
    expect(await colourAt(before!, 0.75, 0.75)).toBe(cssColour(viridis(2 / 3)));
    expect(await colourAt(after!, 0.75, 0.75)).toBe(cssColour(viridis(1)));
    expect(await colourAt(after!, 0.502, 0.75)).toBe(cssColour(viridis(0)));
  });

  it('shows phases modulo 2π in cyclic colours', async () => {
    const turn = 2 * Math.PI;
    const root = parseSvg(draw(array('phase', 'phase', [1, 3], [0, 0, 0], [-1, turn - 1, 2 * turn - 1])).svg);
    const after = marks(root, 'final phase')[0]!.children[0]!;
    const expected = cssColour(cyclic(1 - 1 / turn));
    for (const x of [0.2, 0.5, 0.8]) expect(await colourAt(after, x, 0.5)).toBe(expected);
    expect(cyclic(0)).toEqual(cyclic(1));
    expect(texts(root, 'arrays')).toEqual(['mask: phase (rad)']);
  });

  it('shows signed values about 0, equally far to both sides', async () => {
    const root = parseSvg(draw(array('kernel', 'signed', [1, 2], [0, 0], [0, -3])).svg);
    const after = marks(root, 'final kernel')[0]!.children[0]!;
    expect(await colourAt(after, 0.25, 0.5)).toBe(cssColour(diverging(0.5)));
    expect(await colourAt(after, 0.75, 0.5)).toBe(cssColour(diverging(0)));
    const [red, , blue] = diverging(0);
    expect(blue).toBeGreaterThan(red);
    expect(texts(root, 'colour bar labels').join(' ')).toContain('−3');
  });

  it('shows at most eight planes of a stack and says so', () => {
    const values = Array.from({ length: 12 * 4 }, (_, i) => i);
    const root = parseSvg(draw(array('kernels', 'signed', [12, 2, 2], values, values)).svg);
    expect(marks(root, 'final kernels')[0]!.children).toHaveLength(8);
    expect(texts(root, 'arrays')).toEqual(['mask: kernels, 8 of 12 planes']);
  });

  it('draws arrays of zeros and lists of elements', () => {
    const zeros = Array<number>(40).fill(0);
    const drawing = draw(array('weights', 'magnitude', [40], zeros, zeros));
    expect(drawing.svg).not.toMatch(/NaN|Infinity/);
    expect(texts(parseSvg(drawing.svg), 'colour bar labels')).toEqual(['0 to 1']);
  });

  it('refuses an array without its start', () => {
    const [, final] = array('phase', 'phase', [1, 1], [0], [0]);
    expect(() => draw([final!])).toThrow('learnedElements: mask phase has no initial array, must have one');
  });
});
