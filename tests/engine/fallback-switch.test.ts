import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';

afterEach(() => {
  delete process.env.PHYSLAYER_FALLBACKS;
  vi.restoreAllMocks();
  onFallback(null);
});

it('PHYSLAYER_FALLBACKS makes a warning of each kernel that leaves the graph, once', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  process.env.PHYSLAYER_FALLBACKS = '1';
  await startEngine();
  tf.tidy(() => {
    const x = tf.tensor1d([3, 1, 3]);
    x.add(1).dataSync();
    tf.unique(x);
    tf.unique(x);
  });
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    'the kernel Unique runs on the cpu backend, outside of the recorded graph',
  ]);
});
