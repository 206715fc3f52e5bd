import { describe, expect, it } from 'vitest';
import { stackScenes, tupleOrder, tuplesOf } from '../../src/data/stack-scenes.js';

describe('tupleOrder', () => {
  it('begins each tuple with its own sample and never repeats one in it', () => {
    const order = tupleOrder(20, 4, 1, 0);
    for (let tuple = 0; tuple < 20; tuple++) {
      const members = [...order.subarray(4 * tuple, 4 * tuple + 4)];
      expect(members[0]).toBe(tuple);
      expect(new Set(members).size).toBe(4);
    }
  });

  it('takes each sample as often as any other', () => {
    const counts = new Uint32Array(20);
    for (const sample of tupleOrder(20, 3, 1, 0)) counts[sample]!++;
    expect([...counts]).toEqual(Array<number>(20).fill(3));
  });

  it('depends on seed and stream alone', () => {
    expect(tupleOrder(20, 2, 1, 0)).toEqual(tupleOrder(20, 2, 1, 0));
    expect(tupleOrder(20, 2, 2, 0)).not.toEqual(tupleOrder(20, 2, 1, 0));
    expect(tupleOrder(20, 2, 1, 1)).not.toEqual(tupleOrder(20, 2, 1, 0));
  });

  it('names a tuple that is larger than the set', () => {
    expect(() => tupleOrder(3, 4, 1, 0)).toThrow(
      new RangeError('tupleOrder: n is 4, must be a whole number from 1 to the 3 samples'),
    );
  });
});

describe('tuplesOf', () => {
  const parts = [Uint32Array.of(9, 4, 7, 2), Uint32Array.of(1, 3, 8)];

  it('takes the companions of a sample from its own part', () => {
    const tuples = tuplesOf(parts, 3, 1);
    for (const part of parts) {
      for (const sample of part) {
        const tuple = [...tuples(Uint32Array.of(sample))];
        expect(tuple[0]).toBe(sample);
        expect(new Set(tuple).size).toBe(3);
        for (const member of tuple) expect(part).toContain(member);
      }
    }
  });

  it('gives a sample the same companions, whatever it is asked with', () => {
    const [all, one] = [Uint32Array.of(9, 1, 4), Uint32Array.of(4)];
    const tuples = tuplesOf(parts, 3, 1);
    expect(tuplesOf(parts, 3, 1)(all).subarray(6)).toEqual(tuples(one));
    expect(Array.from({ length: 9 }, (_, seed) => [...tuplesOf(parts, 3, seed)(one)].join())).not.toEqual(
      Array<string>(9).fill([...tuples(one)].join()),
    );
  });

  it('names a sample that is in no part', () => {
    expect(() => tuplesOf(parts, 2, 1)(Uint32Array.of(5))).toThrow(
      new RangeError('tuplesOf: sample is 5, must be in a part'),
    );
  });
});

describe('stackScenes', () => {
  const scenes = Float32Array.of(1, 2, 3, 4, 5, 6);

  it('makes a channel of each scene of a tuple', () => {
    expect([...stackScenes(scenes, 2, [0, 2, 1, 0], 2)]).toEqual([1, 5, 2, 6, 3, 1, 4, 2]);
  });

  it('names what does not fit', () => {
    expect(() => stackScenes(scenes, 4, [0], 1)).toThrow(
      new RangeError('stackScenes: there are 6 pixels, must be a multiple of 4'),
    );
    expect(() => stackScenes(scenes, 2, [0, 1, 2], 2)).toThrow(
      new RangeError('stackScenes: order has 3 indices, must be a multiple of 2'),
    );
    expect(() => stackScenes(scenes, 2, [3], 1)).toThrow(
      new RangeError('stackScenes: index is 3, must be a whole number from 0 to 2'),
    );
  });
});
