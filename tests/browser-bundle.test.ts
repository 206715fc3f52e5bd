import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const entry = path.join(root, 'dist/layers.js');

it.skipIf(!existsSync(entry))(
  'the physical layers go into a bundle for browsers, which have no module of Node',
  async () => {
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      external: ['@tensorflow/tfjs'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs).filter(name => !name.includes('node_modules'));
    expect(inputs).toContain(path.relative(process.cwd(), path.join(root, 'dist/engine/tfjs-browser.js')));
    expect(inputs.length).toBeGreaterThan(100);
    const imports = Object.values(metafile.outputs).flatMap(output => output.imports.map(({ path }) => path));
    expect(new Set(imports)).toEqual(new Set(['@tensorflow/tfjs']));
  },
);
