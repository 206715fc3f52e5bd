import { describe, expect, it } from 'vitest';
import type { SaliencyMap } from '../../src/analysis/trial-record.js';
import { saliencyGrid } from '../../src/figures/saliency-grid.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { labelsOf, marks, parseSvg, texts } from './drawn-labels.js';

const CLASSES = ['cat', 'dog'];

function maps(image: number, label: number, predicted: number, camera = 1): SaliencyMap[] {
  const about = {
    image,
    source: `#${image}`,
    label,
    predicted,
    confidence: 0.756,
    height: 2,
    width: 2,
    channels: 1,
  };
  return [
    { ...about, method: 'frame', values: Float32Array.of(0, 0.2, 0.4, 1) },
    { ...about, method: 'gradient', values: Float32Array.of(0, 1, 2, 3) },
    { ...about, method: 'grad-cam', height: 1, width: 1, values: Float32Array.of(camera) },
  ];
}

describe('the saliency grid', () => {
  it('has frame, gradient and Grad-CAM of right images on the left and wrong ones on the right', () => {
    const saliency = { classNames: CLASSES, maps: [...maps(1, 0, 0), ...maps(2, 1, 0), ...maps(3, 1, 1)] };
    const { svg, caption } = saliencyGrid(saliency, '', DEFAULT_STYLE);
    const root = parseSvg(svg);
    expect(marks(root, 'maps').map(block => block.children.length)).toEqual([6, 3]);
    expect(texts(root, 'judgements')).toEqual([
      'true cat, predicted cat (76 %)',
      'true dog, predicted dog (76 %)',
      'true dog, predicted cat (76 %)',
    ]);
    expect(labelsOf(root).map(label => label.text)).toEqual(
      expect.arrayContaining(['Right', 'Wrong', 'Grad-CAM']),
    );
    expect(caption).toContain('2 right and 1 wrong test images');
  });

  it('says of a map of zeros that it is one', () => {
    const { svg, caption } = saliencyGrid({ classNames: CLASSES, maps: maps(1, 0, 0, 0) }, '', DEFAULT_STYLE);
    expect(texts(parseSvg(svg), 'zero maps')).toEqual(['all zero']);
    expect(caption).toContain('1 of the maps is zero everywhere');
    expect(caption).toContain('No wrong image was recorded');
  });

  it('breaks long class names over two lines', () => {
    const classNames = ['segmented neutrophil', 'immature granulocyte'];
    const root = parseSvg(saliencyGrid({ classNames, maps: maps(1, 0, 1) }, '', DEFAULT_STYLE).svg);
    const lines = labelsOf(root).map(label => label.text);
    expect(lines).toEqual(
      expect.arrayContaining(['true segmented neutrophil', 'predicted immature granulocyte (76 %)']),
    );
  });
});
