import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../src/engine/choose-engine.js';
import { startEngine } from '../../src/engine/start.js';
import { tryEngine } from '../../src/experiments/try-engine.js';

afterAll(() => startEngine());

describe('an engine chosen by name', () => {
  it.each(['onnx', 'cpu'] as const)('%s trains a small network and says what it runs on', async name => {
    const text = await tryEngine(name, 1);
    expect(text).toMatch(
      /^(ONNX Runtime [\d.]+ on the processor, 1 thread|TensorFlow.js [\d.]+ in JavaScript)/,
    );
    expect(tf.getBackend()).toBe(name);
  });

  it('names the package that tensorflow needs', async () => {
    await expect(useEngine('tensorflow')).rejects.toThrow(
      'engine tensorflow: neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed; npm install @tensorflow/tfjs-node',
    );
  });
});

describe('the form of convolutions', () => {
  it('must be one that exists', async () => {
    process.env.PHYSLAYER_CONVOLUTION = 'bloked';
    await expect(startEngine()).rejects.toThrow(
      'startEngine: PHYSLAYER_CONVOLUTION is "bloked", must be auto, blocked, plain',
    );
    delete process.env.PHYSLAYER_CONVOLUTION;
  });
});

/** Chromium brings a Vulkan driver for processors, SwiftShader, and the loader that finds it. */
const chromium = ['/usr/lib/chromium', '/usr/lib/chromium-browser'].find(folder =>
  existsSync(`${folder}/vk_swiftshader_icd.json`),
);

describe('the engine webgpu', () => {
  it.skipIf(chromium === undefined)(
    `trains a small network on SwiftShader${chromium === undefined ? ' (skipped: needs Chromium of Debian)' : ''}`,
    () => {
      const text = execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          "import { tryEngine } from './dist/experiments/try-engine.js'; console.log(await tryEngine('webgpu', 1));",
        ],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          env: {
            ...process.env,
            LD_LIBRARY_PATH: chromium,
            VK_ICD_FILENAMES: `${chromium}/vk_swiftshader_icd.json`,
          },
        },
      );
      expect(text).toMatch(
        /^ONNX Runtime [\d.]+ through WebGPU; a small training step took .* its loss fell from/,
      );
    },
    120_000,
  );
});
