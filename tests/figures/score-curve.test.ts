import { describe, expect, it } from 'vitest';
import type { AxisValue, SweepAxis } from '../../src/analysis/sweep-plan.js';
import { scoreCurve } from '../../src/figures/score-curve.js';
import type { Drawing } from '../../src/figures/figure.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { memorySweep } from '../fixtures/memory-sweep.js';
import { labelsOf, marks, parseSvg, texts, viewBoxOf } from './drawn-labels.js';

const TEST_SET = { images: 2000, classes: { count: 10, chance: 0.1135 } };
const BITS: SweepAxis = { path: 'sensor.bitDepth', values: [1, 2, 4, 8] };
const LIGHT: SweepAxis = { path: 'sensor.photonsAtFullScale', values: [200, 5000] };

type Accuracy = (axes: Readonly<Record<string, AxisValue>>, repeat: number) => number | null;

function draw(
  axes: readonly SweepAxis[],
  repeats: number,
  accuracy: Accuracy,
): { drawing: Drawing; root: Element } {
  const drawing = scoreCurve(memorySweep(axes, repeats, accuracy), TEST_SET, DEFAULT_STYLE);
  if (typeof drawing === 'string') throw new Error(drawing);
  return { drawing, root: parseSvg(drawing.svg) };
}

/** 80 % and 90 % with bits rising to 92 % and 98 %, repeats 1 % apart. */
const rising: Accuracy = (axes, repeat) => {
  const bits = Number(axes['sensor.bitDepth']);
  const top = axes['sensor.photonsAtFullScale'] === 200 ? 0.92 : 0.98;
  return top - 0.12 / bits + 0.01 * (repeat - 1);
};

/** Corners of a path of straight lines. */
function corners(path: Element): [number, number][] {
  return [...path.getAttribute('d')!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(m => [
    Number(m[1]),
    Number(m[2]),
  ]);
}

describe('the accuracy curve', () => {
  it('has a line, a band and markers for each light level, in colours and markers that differ', () => {
    const { root } = draw([LIGHT, BITS], 3, rising);
    for (const level of ['200', '5000']) {
      expect(marks(root, `mean of ${level}`)).toHaveLength(1);
      expect(corners(marks(root, `mean of ${level}`)[0]!.querySelector('path')!)).toHaveLength(4);
      expect(corners(marks(root, `interval of ${level}`)[0]!.querySelector('path')!)).toHaveLength(8);
      expect(marks(root, `repeats of ${level}`)[0]!.children).toHaveLength(4);
    }
    const looks = ['200', '5000'].map(level => {
      const dots = marks(root, `repeats of ${level}`)[0]!;
      return [dots.getAttribute('fill'), dots.firstElementChild!.tagName];
    });
    expect(looks).toEqual([
      ['#0072b2', 'circle'],
      ['#d55e00', 'path'],
    ]);
    expect(texts(root, 'legend text')).toEqual(['200', '5000']);
  });

  it('tells eight lines apart by colour and marker together, with bars in place of bands', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const { drawing, root } = draw([{ path: 'variant', values: names }, BITS], 3, rising);
    const looks = names.map(name => {
      const dots = marks(root, `repeats of ${name}`)[0]!;
      const [first] = dots.children;
      return `${dots.getAttribute('fill')} ${first!.tagName} ${first!.getAttribute('d')}`;
    });
    expect(new Set(looks).size).toBe(8);
    expect(marks(root, 'interval of h')[0]!.querySelectorAll('line')).toHaveLength(4);
    expect(drawing.caption).toContain('bars: 95 % confidence interval');
  });

  it('places a point where the axes say', () => {
    const { root } = draw([BITS], 3, rising);
    const labels = labelsOf(root);
    const tick = (text: string): number => {
      const found = labels.filter(label => label.text === text);
      return (found[0]!.left + found[0]!.right) / 2;
    };
    const mean = corners(marks(root, 'mean')[0]!.querySelector('path')!);
    expect(mean.map(([x]) => x)).toEqual(
      [1, 2, 4, 8].map(bits => expect.closeTo(tick(String(bits)), 0) as number),
    );
    // Up is more, by the same distance for the same percentage: 86, 92, 95, 96.5 %.
    const ys = mean.map(([, y]) => y);
    expect((ys[0]! - ys[2]!) / (ys[0]! - ys[1]!)).toBeCloseTo(9 / 6, 2);
    expect((ys[0]! - ys[3]!) / (ys[0]! - ys[1]!)).toBeCloseTo(10.5 / 6, 2);
  });

  it('has units, ticks at the swept values and whole percentages', () => {
    const { root } = draw([LIGHT, BITS], 3, rising);
    const all = labelsOf(root).map(label => label.text);
    expect(all).toEqual(
      expect.arrayContaining(['Bit depth (bits)', 'Test accuracy (%)', '1', '2', '4', '8']),
    );
    expect(all).toContain('Photons per pixel at full scale');
    expect(all.filter(text => text === '3')).toEqual([]);
  });

  it('shows designs as built as outlines at their own score, within the range of the axis', () => {
    const variants: SweepAxis = { path: 'variant', values: ['fixed', 'learned'] };
    const built: Accuracy = ({ variant }, repeat) => (variant === 'learned' ? 0.7 + 0.01 * repeat : null);
    const sweep = memorySweep([variants, BITS], 3, rising, built);
    const drawing = scoreCurve(sweep, TEST_SET, DEFAULT_STYLE) as Drawing;
    const root = parseSvg(drawing.svg);
    expect(marks(root, 'built repeats of fixed')).toHaveLength(0);
    const outlines = marks(root, 'built repeats of learned')[0]!;
    expect(outlines.getAttribute('fill')).toBe('white');
    expect(outlines.children).toHaveLength(4);
    const [builtLine, trainedLine] = ['built mean of learned', 'mean of learned'].map(name =>
      corners(marks(root, name)[0]!.querySelector('path')!).map(([, y]) => y),
    );
    // 71 % at all bits, against 86 and 92 %.
    expect((builtLine![0]! - trainedLine![0]!) / (trainedLine![0]! - trainedLine![1]!)).toBeCloseTo(
      15 / 6,
      1,
    );
    expect(texts(root, 'legend text')).toEqual(['fixed', 'learned', 'as built']);
    expect(drawing.caption).toContain('Outlined and dashed: the same designs as they would be built');
  });

  it('labels each swept value that has room on a logarithmic axis', () => {
    const { root } = draw([{ path: 'optics.measurements', values: [4, 9, 16, 64] }], 2, () => 0.9);
    const labels = labelsOf(root).map(({ text }) => text);
    expect(labels.slice(0, 4)).toEqual(['4', '9', '16', '64']);
  });

  it('turns names that do not fit side by side, and cuts none of them', () => {
    const values = [
      'plain-lens',
      'learned-aberrations',
      'random-aberrations',
      'learned-heights',
      'cubic-mask',
    ];
    const { root } = draw([{ path: 'variant', values }], 2, () => 0.9);
    const labels = labelsOf(root).map(({ text }) => text);
    expect(labels).toEqual(expect.arrayContaining(values));
    const box = viewBoxOf(root);
    const lowest = Math.max(...labelsOf(root).map(({ bottom }) => bottom));
    expect(lowest).toBeLessThanOrEqual(box.height);
  });

  it('is one column wide at 8 points', () => {
    const { root } = draw([BITS], 3, rising);
    expect(viewBoxOf(root).width).toBe(3.5 * 96);
    expect(root.getAttribute('width')).toBe('252pt');
    expect(Number(root.getAttribute('font-size'))).toBeCloseTo(8 / 0.75, 2);
  });

  it('shows chance level as a dashed line where it is near, and names it in the caption either way', () => {
    const far = draw([BITS], 3, rising);
    expect(marks(far.root, 'chance level')).toEqual([]);
    expect(far.drawing.caption).toContain('most frequent class gives 11.3 % or 11.4 %'.slice(0, 25));
    expect(far.drawing.caption).toContain('below the range shown');
    const near = draw([BITS], 3, (axes, repeat) => 0.1 * Number(axes['sensor.bitDepth']) + 0.001 * repeat);
    expect(marks(near.root, 'chance level')[0]!.getAttribute('stroke-dasharray')).toBe('3 2');
    expect(near.drawing.caption).toContain('(dashed line)');
  });

  it('states repeats, interval, test set, and the ends with their intervals', () => {
    const { drawing } = draw([LIGHT, BITS], 3, rising);
    expect(drawing.caption).toContain('mean over 3 repeats with different seeds');
    expect(drawing.caption).toContain("95 % confidence interval of the mean (Student's t)");
    expect(drawing.caption).toContain('Test set: 2000 images of 10 classes');
    // Repeats 1 % apart: s = 1 %, halfWidth = 4.30265 / sqrt(3) = 2.5 %.
    expect(drawing.caption).toContain(
      'Highest: 96.5 ± 2.5 % at 8 bits, 5000 photons per pixel at full scale',
    );
    expect(drawing.caption).toContain('lowest: 80.0 ± 2.5 % at 1 bit, 200 photons per pixel at full scale');
  });

  it('has no band for one repeat, and says so', () => {
    const { drawing, root } = draw([BITS], 1, rising);
    expect(marks(root, 'interval')[0]?.children ?? []).toHaveLength(0);
    expect(drawing.caption).toContain('One repeat for each point, so there is no interval.');
    expect(drawing.caption).not.toContain('±');
  });

  it('says so where repeats differ in number', () => {
    const { drawing } = draw([BITS], 3, (axes, repeat) => {
      return axes['sensor.bitDepth'] === 8 && repeat > 0 ? null : rising(axes, repeat);
    });
    expect(drawing.caption).toContain('mean over 1 to 3 repeats');
    expect(drawing.caption).toContain('points with one repeat have none');
  });

  it('draws bars side by side for words along x', () => {
    const axes = [
      { path: 'sensor.quantizer', values: ['fixed', 'learned'] },
      { path: 'optics.diffraction', values: ['off', 'fixed', 'learned'] },
    ];
    const { root, drawing } = draw(axes, 2, (_, repeat) => 0.9 + 0.01 * repeat);
    expect(marks(root, 'mean of fixed')).toEqual([]);
    const bars = ['fixed', 'learned'].map(name => marks(root, `interval of ${name}`)[0]!);
    expect(bars.map(bar => bar.querySelectorAll('line').length)).toEqual([3, 3]);
    expect(bars[0]!.getAttribute('transform')).not.toBe(bars[1]!.getAttribute('transform'));
    expect(drawing.caption).toContain('bars: 95 % confidence interval');
  });

  it('makes a panel for each value of a third axis, all over the same range', () => {
    const third = { path: 'optics.fNumber', values: [2, 8, 32] };
    const { root } = draw([LIGHT, BITS, third], 2, rising);
    expect(root.querySelectorAll('svg')).toHaveLength(4);
    const all = labelsOf(root).map(label => label.text);
    expect(all).toEqual(expect.arrayContaining(['f-number 2', 'f-number 8', 'f-number 32']));
    expect(marks(root, 'mean of 200')).toHaveLength(3);
    expect(viewBoxOf(root).width).toBeCloseTo(7.16 * 96, 3);
  });

  it('is left out, with the reason, where nothing is swept', () => {
    const sweep = memorySweep([], 3, () => 0.9);
    expect(scoreCurve(sweep, TEST_SET, DEFAULT_STYLE)).toBe('no axis of the sweep has two values');
  });
});
