import { describe, expect, it } from 'vitest';
import { curveData } from '../../src/figures/curve-data.js';
import { memorySweep } from '../fixtures/memory-sweep.js';

const BITS = { path: 'sensor.bitDepth', values: [8, 1, 2] };
const LIGHT = { path: 'sensor.photonsAtFullScale', values: [10, 100, 1000] };
const KIND = { path: 'sensor.quantizer', values: ['off', 'fixed', 'learned', 'free'] };
const STOPS = { path: 'optics.fNumber', values: [2, 4] };

describe('curveData', () => {
  it('puts the numeric axis with most values along x, in ascending order, bit depth before its equals', () => {
    const data = curveData(memorySweep([LIGHT, KIND, BITS], 1, () => 0.5))!;
    expect(data.xAxis).toEqual({ path: 'sensor.bitDepth', values: [1, 2, 8] });
    expect(data.lineAxis?.path).toBe('sensor.photonsAtFullScale');
    expect(data.panels.map(panel => panel.axes)).toEqual(
      KIND.values.map(kind => ({ 'sensor.quantizer': kind })),
    );
  });

  it('has mean and Student interval of the repeats at each point, kept within 0 to 1', () => {
    const accuracies = [0.96, 0.97, 1];
    const data = curveData(
      memorySweep([STOPS], 3, ({ 'optics.fNumber': n }, r) => (n === 2 ? accuracies[r]! : 0.5)),
    )!;
    const [first, second] = data.panels[0]!.lines[0]!.points;
    // s = 0.0208167, t(0.975, 2) = 4.30265.
    expect(first!.mean).toBeCloseTo(0.976667, 6);
    expect(first!.halfWidth).toBeCloseTo((4.302653 * 0.0208167) / Math.sqrt(3), 6);
    expect(first!.high).toBe(1);
    expect(first!.low).toBeCloseTo(0.976667 - 0.051712, 5);
    expect(second).toMatchObject({ x: 4, mean: 0.5, low: 0.5, high: 0.5, count: 3 });
  });

  it('has no interval for one repeat and leaves out what has not finished', () => {
    const data = curveData(
      memorySweep([STOPS, KIND], 1, axes => (axes['optics.fNumber'] === 2 ? 0.5 : null)),
    )!;
    expect(data.panels[0]!.lines.map(line => line.points.length)).toEqual([1, 1, 1, 1]);
    expect(data.panels[0]!.lines[0]!.points[0]).toMatchObject({
      low: null,
      high: null,
      halfWidth: null,
      count: 1,
    });
  });

  it('takes no axis with a single value, and is null where none has two', () => {
    const fixed = { path: 'optics.fNumber', values: [4] };
    const data = curveData(memorySweep([fixed, BITS], 1, () => 0.5))!;
    expect([data.lineAxis, data.panels.length]).toEqual([null, 1]);
    expect(curveData(memorySweep([fixed], 2, () => 0.5))).toBeNull();
    expect(curveData(memorySweep([], 2, () => 0.5))).toBeNull();
  });

  it.each([
    ['linear', [1, 2, 3, 4, 8]],
    ['linear', [1, 5, 10, 20, 30]],
    ['linear', [0, 10, 100]],
    ['log', [10, 100, 1000]],
    ['log', [2, 3, 4, 7, 14, 28]],
    ['log', [200, 1000, 5000]],
    ['point', ['a', 'b']],
    ['point', [1, 'off']],
  ])('has a %s axis for %j', (scale, values) => {
    expect(curveData(memorySweep([{ path: 'x', values }], 1, () => 0.5))!.scale).toBe(scale);
  });
});
