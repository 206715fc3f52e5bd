import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeDone } from '../../../src/analysis/done-marker.js';
import { openTrial } from '../../../src/experiments/trained/trained-trial.js';
import { temporaryFolder } from '../../data/files.js';

it('A trial of several heads is refused before anything of it is read', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'model'));
  const config = [
    'name: heads',
    'task: segment',
    'heads: [{ task: classify }]',
    'data: { source: procedural, kind: cells }',
    'network: { type: unet }',
  ];
  writeFileSync(join(folder, 'config.yaml'), config.join('\n'));
  writeDone(folder);
  await expect(openTrial(folder)).rejects.toThrow(
    `${folder}: is a trial of several heads; give one of a single task, as its answers are of one kind`,
  );
});
