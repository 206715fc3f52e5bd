import { describe, expect, it } from 'vitest';
import { luminance, textColourOn, type Rgb } from '../../src/figures/colour.js';
import { confusionFigure } from '../../src/figures/confusion-matrix.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { marks, parseSvg, texts, viewBoxOf } from './drawn-labels.js';

/** Contrast that text needs on its background (Web Content Accessibility Guidelines 2.1, level AA). */
const READABLE = 4.5;

const INPUT = {
  classNames: ['cat', 'dog', 'fox'],
  trainings: '3 repeats with different seeds',
  images: 100,
  where: ' at 8 bits',
};
const MATRIX = [
  [150, 50, 0],
  [1, 99, 0],
  [0, 0, 0],
];

function parseHex(text: string): Rgb {
  return [1, 3, 5].map(start => Number.parseInt(text.slice(start, start + 2), 16)) as unknown as Rgb;
}

describe('the confusion matrix', () => {
  const drawing = confusionFigure({ ...INPUT, matrix: MATRIX }, DEFAULT_STYLE);
  const root = parseSvg(drawing.svg);

  it('has count and row percentage in every cell, row by row', () => {
    expect(texts(root, 'counts')).toEqual(MATRIX.flat().map(String));
    const row = ['75.0', '25.0', '0.0', '1.0', '99.0', '0.0', '–', '–', '–'];
    expect(texts(root, 'row percentages')).toEqual(row);
  });

  it('names the classes along both sides', () => {
    expect(texts(root, 'true classes')).toEqual(INPUT.classNames);
    expect(texts(root, 'predicted classes')).toEqual(INPUT.classNames);
  });

  it('has numbers that can be read on every shade', () => {
    const shades = [...marks(root, 'cells')[0]!.children].map(cell => parseHex(cell.getAttribute('fill')!));
    const inks = [...marks(root, 'counts')[0]!.children].map(text => parseHex(text.getAttribute('fill')!));
    const contrasts = shades.map((shade, i) => {
      const [light, dark] = [luminance(shade), luminance(inks[i]!)].sort((a, b) => b - a) as [number, number];
      return (light + 0.05) / (dark + 0.05);
    });
    expect(Math.min(...contrasts)).toBeGreaterThan(READABLE);
    expect(shades[2]).toEqual([255, 255, 255]);
    expect(luminance(shades[4]!)).toBeLessThan(luminance(shades[0]!));
  });

  it('states the scores, and the class without test images', () => {
    expect(drawing.caption).toContain('Test images by true and predicted class at 8 bits.');
    expect(drawing.caption).toContain('summed over 3 repeats with different seeds');
    expect(drawing.caption).toContain('Accuracy 83.0 %, balanced accuracy 87.0 %');
    expect(drawing.caption).toContain('Lowest recall: 75.0 % for cat. No test image of fox.');
  });

  it('fits ten classes into one column and takes two for twenty', () => {
    const widthFor = (classes: number): number => {
      const classNames = Array.from({ length: classes }, (_, i) => String(i));
      const matrix = classNames.map((_, i) => classNames.map((_, k) => (i === k ? 3000 : 0)));
      return viewBoxOf(parseSvg(confusionFigure({ ...INPUT, classNames, matrix }, DEFAULT_STYLE).svg)).width;
    };
    expect(widthFor(10)).toBeLessThanOrEqual(3.5 * 96);
    expect(widthFor(20)).toBeGreaterThan(5 * 96);
  });
});

describe('textColourOn', () => {
  it('is white on dark and black on light', () => {
    expect([textColourOn([0, 0, 0]), textColourOn([255, 255, 255])]).toEqual(['#ffffff', '#000000']);
    expect([textColourOn([8, 48, 107]), textColourOn([253, 231, 37])]).toEqual(['#ffffff', '#000000']);
  });
});
