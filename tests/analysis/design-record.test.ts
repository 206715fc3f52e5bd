import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readDesign, writeDesign, type DesignArray } from '../../src/analysis/design-record.js';

const folder = mkdtempSync(join(tmpdir(), 'design-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const array: DesignArray = {
  layer: 'phase-mask',
  name: 'phase',
  unit: 'rad',
  kind: 'phase',
  shape: [2, 3],
  stage: 'initial',
  values: Float32Array.of(0, 1, 2, 3, 4, 5),
};

it('A design is read as it was written', () => {
  expect(readDesign(folder)).toEqual([]);
  const arrays: DesignArray[] = [array, { ...array, stage: 'final', kind: 'signed', shape: [6] }];
  writeDesign(folder, arrays);
  expect(readDesign(folder)).toEqual(arrays);
});

it.each([[[2, 2]], [[]], [[1, 1, 2, 3]], [[2, -3]]])('Values must fill their shape: %j', shape => {
  expect(() => writeDesign(folder, [{ ...array, shape }])).toThrow(
    'phase of phase-mask has 6 values, must be',
  );
});
