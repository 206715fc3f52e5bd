import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DesignArray } from '../../src/analysis/design-record.js';
import type { MeanImage } from '../../src/analysis/mean-images-record.js';
import type { SaliencyMap } from '../../src/analysis/trial-record.js';
import { learnedMaps, mapsOf } from '../../src/figures/learned-maps.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { marks, parseSvg, texts } from './drawn-labels.js';

const array = (name: string, kind: DesignArray['kind'], shape: number[], values: number[]): DesignArray => ({
  ...{ layer: 'bits', name, unit: 'bit', kind, shape, stage: 'final' },
  values: Float32Array.from(values),
});
const bits = array('bits', 'magnitude', [2, 2], [0, 1, 2, 4]);
const borders = [
  array('row borders', 'borders', [3], [0, 5, 20]),
  array('column borders', 'borders', [4], [0, 10, 20, 40]),
];
const mean = (side: number, values: number[]): MeanImage => {
  return { layer: 'bits', images: 30, height: side, width: side, values: Float32Array.from(values) };
};
const gradient = (values: number[]): SaliencyMap => ({
  ...{ image: 1, source: 'a', label: 0, height: 2, width: 2, channels: 1, predicted: 0, confidence: 1 },
  method: 'gradient',
  values: Float32Array.from(values),
});

async function greysOf(image: Element): Promise<number[]> {
  const data = Buffer.from(image.getAttribute('href')!.split(',')[1]!, 'base64');
  const { data: raw, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  const at = (y: number, x: number) => raw[(y * info.width + x) * info.channels]!;
  const [near, far] = [1, info.width - 2];
  return [at(near, near), at(near, far), at(far, near), at(far, far)];
}

describe('the figure of learned maps', () => {
  it('shows a map beside the mean image and the mean of gradients that are each scaled', async () => {
    const saliency = [gradient([0, 2, 0, 0]), gradient([0, 0, 8, 8])];
    const maps = [{ arrays: [bits], mean: mean(2, [0, 1, 2, 2]), saliency, setting: 'variant = learned' }];
    const drawing = learnedMaps(maps, DEFAULT_STYLE);
    const root = parseSvg(drawing.svg);
    expect(texts(root, 'maps')).toEqual(['bits: bits (bit), variant = learned']);
    expect(texts(root, 'panels')).toEqual(['Learned', 'Mean image', 'Mean gradient']);
    // The most bits, the brightest mean, and half of the images look at each pixel that any looks at.
    expect(texts(root, 'colour bar labels')).toEqual(['0', '4', '0', '2', '0', '0.5']);
    expect(await greysOf(marks(root, 'Mean image')[0]!.children[0]!)).toEqual([0, 128, 255, 255]);
    expect(drawing.caption).toContain('of 30 test images; where the network looks');
    expect(drawing.caption).toContain('gradients of 2 test images');
  });

  it('draws the borders of a layout over the mean image', () => {
    const [arrays] = mapsOf(borders, mean(8, Array<number>(64).fill(1)));
    const maps = [
      { arrays: arrays!, mean: mean(8, Array<number>(64).fill(1)), saliency: [gradient([1, 1, 1, 1])] },
    ];
    const drawing = learnedMaps(
      maps.map(map => ({ ...map, setting: '' })),
      DEFAULT_STYLE,
    );
    const root = parseSvg(drawing.svg);
    expect(texts(root, 'panels')).toEqual(['Learned', 'Mean image']);
    const [across, down] = marks(root, 'borders').map(group => group.querySelectorAll('line').length);
    expect([across, down]).toEqual([1, 2]);
    expect(drawing.caption).toContain('with the borders of pixels over it');
  });

  it('leaves out arrays that have no place in the frame, and those before training', () => {
    const tile = array('tile', 'magnitude', [4, 4], Array<number>(16).fill(1));
    const before = { ...bits, stage: 'initial' as const };
    expect(mapsOf([before, tile, bits], mean(2, [1, 1, 1, 1]))).toEqual([[bits]]);
    expect(mapsOf([{ ...bits, layer: 'other' }], mean(2, [1, 1, 1, 1]))).toEqual([]);
  });
});
