import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeVersion, importedFiles } from '../../src/experiments/code-version.js';

const sources = resolve(import.meta.dirname, '../../src');

describe('the code version', () => {
  const files = [...importedFiles(resolve(sources, 'experiments/trial.ts'))].map(file =>
    file.slice(sources.length + 1),
  );

  it('is the same at every call', () => {
    expect(codeVersion()).toMatch(/^[0-9a-f]{12}$/);
    expect(codeVersion()).toBe(codeVersion());
  });

  it('covers what makes a result: the training, the camera and the random numbers', () => {
    expect(files).toEqual(
      expect.arrayContaining(['experiments/trial.ts', 'experiments/camera.ts', 'engine/random.ts']),
    );
    expect(files.some(file => file.startsWith('sensor/'))).toBe(true);
    expect(files.some(file => file.startsWith('optics/'))).toBe(true);
  });

  it('leaves out what only shows a result', () => {
    expect(files.filter(file => /^(cli|figures|report)\//.test(file))).toEqual([]);
  });
});
