import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { SweepPlan } from '../../src/analysis/sweep-plan.js';
import { completeConfig, shellWord, sweepCommands, trainCommand } from '../../src/report/reproduce.js';

const PLAN: SweepPlan = {
  format: 1,
  name: 'bit-depth',
  configFile: "my configs/it's.yaml",
  configText: '',
  overrides: ['repeats=2', 'sensor.bitDepth=[1,8]', 'training.epochs=1'],
  axes: [
    { path: 'sensor.bitDepth', values: [1, 8] },
    { path: 'network.filters', values: ['[8,16]', '[16,32]'] },
  ],
  repeats: 2,
  trials: [],
  codeVersion: 'abc',
  dataFingerprint: 'def',
  config: { name: 'bit-depth', sensor: { bitDepth: 8 }, network: { filters: [16, 32] } },
};

test('The commands repeat the sweep with its overrides, each word quoted for the shell', () => {
  expect(sweepCommands(PLAN)).toBe(
    `npx physlayer sweep 'my configs/it'\\''s.yaml' repeats=2 'sensor.bitDepth=[1,8]' training.epochs=1 --out results/bit-depth
npx physlayer figures results/bit-depth
npx physlayer report results/bit-depth
`,
  );
});

test('A single trial is repeated by train', () => {
  const single = { ...PLAN, axes: [], repeats: 1, overrides: [], configFile: 'a.yaml' };
  expect(sweepCommands(single)).toMatch(/^npx physlayer train a.yaml --out results\/bit-depth-train\n/);
});

test('The command of one trial takes its axis values and seed in place of axes and repeats', () => {
  const axes = { 'sensor.bitDepth': 8, 'network.filters': '[8,16]' };
  expect(trainCommand({ ...PLAN, configFile: 'a.yaml' }, axes, { seed: 2 })).toBe(
    "npx physlayer train a.yaml training.epochs=1 sensor.bitDepth=8 'network.filters=[8,16]' seed=2\n",
  );
});

test('The complete config holds settings, repeats and axes, lists on one line', () => {
  const text = completeConfig(PLAN);
  expect(text).toContain('sensor.bitDepth: [1, 8]');
  expect(parse(text)).toEqual({
    ...PLAN.config,
    repeats: 2,
    sweep: {
      'sensor.bitDepth': [1, 8],
      'network.filters': [
        [8, 16],
        [16, 32],
      ],
    },
  });
});

test('A word that the shell would change is quoted', () => {
  expect(shellWord('a=1')).toBe('a=1');
  expect(shellWord('$(x) `y`')).toBe("'$(x) `y`'");
  expect(shellWord('')).toBe("''");
});
