import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../src/experiments/config/parse.js';
import { readConfigSource } from '../src/experiments/config/source.js';

const root = resolve(import.meta.dirname, '..');
const files = readdirSync(join(root, 'configs')).filter(name => name.endsWith('.yaml'));

describe.each(files)('configs/%s', name => {
  test('is valid, and is named after its file', async () => {
    const file = `configs/${name}`;
    const source = await readConfigSource(join(root, file));
    // A config for images of one's own leaves their folder to the command line.
    const overrides = /^ {2}source: (folder|masks|boxes)/m.test(source.text) ? ['data.path=images'] : [];
    // Nor are there results to start from.
    if (source.text.includes('startPath: ../results')) overrides.push('variant=[drawn, drawn-frozen]');
    const { base, points, repeats, folds } = resolveConfig(source, { file, overrides, overrideFolder: root });
    expect(`${base.name}.yaml`).toBe(name);
    expect(points.length).toBeGreaterThan(0);
    // One training tells nothing of the spread between seeds or folds.
    expect(repeats * Math.max(1, folds.length)).toBeGreaterThan(1);
  });
});
