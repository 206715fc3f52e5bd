import { expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { averagePrecision, rocAuc, sensitivityAt } from '../../../src/analysis/metrics/ranking.js';
import { rankingOf } from '../../../src/analysis/metrics/ranking-draws.js';

it('measures of a draw are those of its images one by one, ties and missing classes included', () => {
  const stream = hostRandom(3, 0);
  const random = () => stream.uniform();
  const count = 9;
  for (let set = 0; set < 40; set++) {
    // Few different scores, so that many are equal.
    const scores = Array.from({ length: count }, () => Math.floor(4 * random()));
    const isPositive = Array.from({ length: count }, () => random() < 0.4);
    const rows = Array.from({ length: count }, () => Math.floor(count * random()));
    const counts = Int32Array.from(scores, (_, index) => rows.filter(row => row === index).length);
    const drawn = { scores: rows.map(row => scores[row]!), isPositive: rows.map(row => isPositive[row]!) };
    const found = rankingOf({ scores, isPositive })(counts, 0.6);
    const expected = {
      rocAuc: rocAuc(drawn),
      averagePrecision: averagePrecision(drawn),
      sensitivity: sensitivityAt(0.6, drawn)?.sensitivity ?? null,
    };
    for (const [name, value] of Object.entries(expected)) {
      const own = found[name as keyof typeof expected];
      if (value === null) expect(own, name).toBeNull();
      else expect(own, name).toBeCloseTo(value, 12);
    }
  }
});

it('needs a label for each score, and scores that can be compared', () => {
  expect(() => rankingOf({ scores: [1, NaN], isPositive: [1, 0] })).toThrow(
    'score 1 is NaN, must be a number',
  );
  expect(() => rankingOf({ scores: [1, 2], isPositive: [1] })).toThrow('there are 2 scores and 1 labels');
});
