import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { nativeKernels } from '../../src/engine/kernels/table.js';

/** Kernel names in the rows of the table of docs/engine.md that gives reasons. */
function documented(): string[] {
  const text = readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('These always do:'), text.indexOf('And these in part'));
  const rows = section.split('\n').filter(line => line.startsWith('| `'));
  return rows.flatMap(row => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(match => match[1]!));
}

describe('docs/engine.md', () => {
  it('lists exactly the kernels that always run on the cpu backend', () => {
    const left = tf
      .getKernelsForBackend('cpu')
      .map(({ kernelName }) => kernelName)
      .filter(name => !(name in nativeKernels));
    expect(documented().toSorted()).toEqual(left.toSorted());
  });
});
