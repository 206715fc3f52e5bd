import { describe, expect, it } from 'vitest';
import { drawProcedural, type ProceduralOptions } from '../../../src/data/procedural/procedural-set.js';

const side = 48;
const options = {
  source: 'procedural',
  kind: 'dead-leaves',
  images: 40,
  seed: 3,
  heightPixels: side,
  widthPixels: side,
  saturation: 0.15,
} as const satisfies ProceduralOptions;
const scenes = Array.from({ length: 16 }, (_, index) => drawProcedural(options, index));

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const covariance = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((each, index) => each * y[index]!)) - mean(x) * mean(y);
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

/** One channel of all scenes. */
function channel(drawn: readonly { readonly scene: Float32Array }[], index: number): number[] {
  return drawn.flatMap(({ scene }) => Array.from(scene).filter((_, place) => place % 3 === index));
}

describe('dead leaves', () => {
  it('have channels that correlate as those of photographs, and less the more saturated they are', () => {
    const [red, green, blue] = [0, 1, 2].map(index => channel(scenes, index));
    for (const [a, b] of [
      [red, green],
      [red, blue],
      [green, blue],
    ]) {
      expect(correlation(a!, b!)).toBeGreaterThan(0.75);
      expect(correlation(a!, b!)).toBeLessThan(0.97);
    }
    const vivid = scenes.map((_, index) => drawProcedural({ ...options, saturation: 0.5 }, index));
    expect(correlation(channel(vivid, 0), channel(vivid, 2))).toBeLessThan(correlation(red!, blue!));
  });

  it('have a power that falls with frequency like that of photographs: rows as 1 / f to 1 / f²', () => {
    const frequencies = [2, 3, 4, 6, 8, 12];
    const power = frequencies.map(frequency => {
      let sum = 0;
      for (const { scene } of scenes) {
        for (let row = 0; row < side; row++) {
          let [re, im] = [0, 0];
          for (let x = 0; x < side; x++) {
            const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (x + 0.5)) / side);
            const value = window * scene[3 * (row * side + x) + 1]!;
            re += value * Math.cos((2 * Math.PI * frequency * x) / side);
            im += value * Math.sin((2 * Math.PI * frequency * x) / side);
          }
          sum += re ** 2 + im ** 2;
        }
      }
      return Math.log(sum);
    });
    const slope = (power.at(-1)! - power[0]!) / Math.log(frequencies.at(-1)! / frequencies[0]!);
    expect(slope).toBeLessThan(-0.9);
    expect(slope).toBeGreaterThan(-2.1);
  });

  it('are cast in the colour of their class', () => {
    const excess = (label: number, index: number) => {
      const own = scenes.filter(each => each.label === label);
      const means = [0, 1, 2].map(each => channel(own, each).reduce((sum, value) => sum + value, 0));
      return means[index]! / (means[0]! + means[1]! + means[2]!);
    };
    [1, 2, 3].forEach(label => expect(excess(label, label - 1)).toBeGreaterThan(excess(0, label - 1) + 0.02));
  });

  it('know where their edges are: the image changes more there', () => {
    const { scene, truth } = scenes[0]!;
    const change = (pixel: number) =>
      Math.abs(scene[3 * pixel + 1]! - scene[3 * (pixel + 1) + 1]!) +
      Math.abs(scene[3 * pixel + 1]! - scene[3 * (pixel + side) + 1]!);
    const inside = Array.from({ length: side * (side - 1) }, (_, pixel) => pixel).filter(
      pixel => (pixel + 1) % side !== 0,
    );
    const mean = (pixels: number[]) => pixels.reduce((sum, pixel) => sum + change(pixel), 0) / pixels.length;
    const edges = inside.filter(pixel => truth.edges![pixel] === 1);
    expect(edges.length).toBeGreaterThan(inside.length / 20);
    expect(mean(edges)).toBeGreaterThan(3 * mean(inside.filter(pixel => truth.edges![pixel] === 0)));
  });
});
