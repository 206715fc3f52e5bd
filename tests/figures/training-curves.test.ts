import { describe, expect, it } from 'vitest';
import type { EpochMetrics } from '../../src/analysis/metrics-stream.js';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { trainingCurves, type TrainingRun } from '../../src/figures/training-curves.js';
import { labelsOf, marks, parseSvg } from './drawn-labels.js';

function run(epochs: number, bestEpoch: number, shift = 0): TrainingRun {
  const metrics = Array.from({ length: epochs }, (_, i): EpochMetrics => {
    const loss = 1 / (i + 1) + shift;
    const accuracy = 1 - 0.2 / (i + 1) - shift;
    const cost = { seconds: 1, residentMegabytes: 300 };
    const losses = { trainLoss: loss, validationLoss: loss + 0.1 };
    return { epoch: i + 1, ...losses, trainScore: accuracy, validationScore: accuracy - 0.02, ...cost };
  });
  return { epochs: metrics, bestEpoch };
}

describe('training curves', () => {
  it('show training and validation in both panels, with bands and the kept epoch of each repeat', () => {
    const { svg, caption } = trainingCurves(
      [run(5, 4), run(5, 5, 0.01)],
      scoreKinds.classify,
      ' at 8 bits',
      DEFAULT_STYLE,
    );
    const root = parseSvg(svg);
    for (const name of [
      'mean of training',
      'mean of validation',
      'interval of training',
      'interval of validation',
    ]) {
      expect(marks(root, name)).toHaveLength(2);
    }
    expect(marks(root, 'weights kept').map(kept => kept.children.length)).toEqual([2, 2]);
    expect(marks(root, 'mean of validation')[0]!.getAttribute('stroke-dasharray')).toBe('4 2');
    const texts = labelsOf(root).map(label => label.text);
    expect(texts).toEqual(
      expect.arrayContaining(['Loss (nats)', 'Accuracy (%)', 'Epoch', '1', '2', '3', '4', '5']),
    );
    expect(caption).toContain('over the epochs at 8 bits. Lines: mean over 2 repeats');
    expect(caption).toContain('whose weights were kept (4, 5)');
  });

  it('have no band for one repeat, and a point for one epoch', () => {
    const { svg, caption } = trainingCurves([run(1, 1)], scoreKinds.classify, '', DEFAULT_STYLE);
    const root = parseSvg(svg);
    expect(marks(root, 'interval of training')).toEqual([]);
    expect(marks(root, 'mean of training')[0]!.querySelectorAll('circle')).toHaveLength(1);
    expect(caption).toContain('One repeat, so there is no interval');
  });

  it('do not spread scores that hardly differ over the whole axis, and so have short labels', () => {
    const [epoch] = run(1, 1).epochs;
    const near = { ...epoch!, trainScore: 0.8012, validationScore: 0.8014 };
    const { svg } = trainingCurves(
      [{ epochs: [near], bestEpoch: 1 }],
      scoreKinds.classify,
      '',
      DEFAULT_STYLE,
    );
    const ticks = labelsOf(parseSvg(svg)).filter(
      ({ text }) => text.startsWith('80') || text.startsWith('79'),
    );
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks.every(({ text }) => text.length <= 4)).toBe(true);
  });

  it('say so where repeats stopped at different epochs', () => {
    const { caption } = trainingCurves([run(3, 2), run(6, 5)], scoreKinds.classify, '', DEFAULT_STYLE);
    expect(caption).toContain('Repeats stopped after different numbers of epochs');
  });
});
