import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SampleImage } from '../../src/analysis/trial-record.js';
import { sensorStrip } from '../../src/figures/sensor-strip.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { marks, parseSvg, texts } from './drawn-labels.js';

const about = { image: 3, source: 't10k #3', label: 0, height: 2, width: 2, channels: 1 };
const SCENE: SampleImage = {
  ...about,
  stage: 'scene',
  unit: 'fraction of full scale',
  displayMin: 0,
  displayMax: 1,
  values: Float32Array.of(0, 0.5, 1, 2),
};
const NOISY: SampleImage = {
  ...SCENE,
  stage: 'noisy',
  unit: 'electrons',
  displayMin: -10,
  displayMax: 3250,
  values: Float32Array.of(-20, 0, 1620, 3250),
};

async function pixelsOf(image: Element): Promise<{ at: (x: number, y: number) => number[]; side: number }> {
  const data = Buffer.from(image.getAttribute('href')!.split(',')[1]!, 'base64');
  const { data: raw, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...raw.subarray((y * info.width + x) * info.channels, (y * info.width + x + 1) * info.channels),
  ];
  return { at, side: info.width };
}

describe('the sensor strip', () => {
  const rows = [
    { heading: '200 photons', images: [SCENE, NOISY] },
    { heading: '5000 photons', images: [SCENE, { ...NOISY, displayMax: 1 }] },
  ];
  const drawing = sensorStrip(rows, '', DEFAULT_STYLE);
  const root = parseSvg(drawing.svg);

  it('has a column per stage with its unit, a heading per row, and the range below each image', () => {
    expect(texts(root, 'stages')).toEqual(['scene', 'noisy']);
    expect(texts(root, 'units')).toEqual(['fraction of full scale', 'electrons']);
    expect(texts(root, 'headings')).toEqual(['200 photons', '5000 photons']);
    expect(texts(root, 'ranges')).toEqual(['0 to 1', '−10 to 3250', '0 to 1', '−10 to 1']);
    expect(marks(root, 'images')[0]!.children).toHaveLength(4);
  });

  it('shows each value as a sharp square, black to white over the stated range', async () => {
    const { at, side } = await pixelsOf(marks(root, 'images')[0]!.children[0]!);
    const half = side / 2;
    const corners = [at(0, 0), at(side - 1, 0), at(0, side - 1), at(side - 1, side - 1)].map(
      ([grey]) => grey,
    );
    expect(corners).toEqual([0, 128, 255, 255]);
    expect([at(half - 1, 0), at(half, 0)].map(([grey]) => grey)).toEqual([0, 128]);
    expect([at(0, half - 1), at(0, half)].map(([grey]) => grey)).toEqual([0, 255]);
  });

  it('keeps colours', async () => {
    const values = Float32Array.of(1, 0.5, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1);
    const colour = sensorStrip(
      [{ heading: 'x', images: [{ ...SCENE, channels: 3, values }] }],
      '',
      DEFAULT_STYLE,
    );
    const { at, side } = await pixelsOf(marks(parseSvg(colour.svg), 'images')[0]!.children[0]!);
    expect([at(0, 0), at(side - 1, 0)]).toEqual([
      [255, 128, 0],
      [0, 0, 255],
    ]);
    expect(colour.caption).toContain('full colour');
  });

  it('refuses rows with other stages than the first', () => {
    const odd = [rows[0]!, { heading: 'odd', images: [SCENE] }];
    expect(() => sensorStrip(odd, '', DEFAULT_STYLE)).toThrow(
      'sensorStrip: odd has 1 stages, must be scene, noisy',
    );
  });
});
