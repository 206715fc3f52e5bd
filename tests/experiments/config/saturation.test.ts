import { describe, expect, it } from 'vitest';
import { cameraChain } from '../../../src/experiments/camera-chain.js';
import { faultsOf, resolveText, smallest } from './resolve.js';

const bracketed =
  '{ layer: exposure }, { layer: exposure-bracket }, { layer: shot-noise }, { layer: full-well }';

describe('merged exposures', () => {
  it.each([
    ['bitDepth: 8', 1],
    ['fullScaleElectrons: 40000', 64 / 255],
    ['gain: 0.5, blackLevel: 0.1', 153 / 255],
    ['gain: 2', 1],
    ['bitDepth: 3, form: mid-rise', 7.5 / 8],
    ['bitDepth: 1, threshold: 0.9', 1],
  ])('count as saturated from a share of the code of a full pixel on: %s', (keys, full) => {
    const converter = `{ layer: quantizer, ${keys} }`;
    const black = keys.includes('blackLevel') ? ', blackLevel: 0.1' : '';
    const camera = `${bracketed}, ${converter}, { layer: merge-exposures${black} }`;
    const { base } = resolveText(`${smallest}sensor: [${camera}]`);
    const { links } = cameraChain(base, { height: 8, width: 8, channels: 1 }, 1);
    expect(links.at(-1)!.layer.getConfig().saturation).toBeCloseTo(0.98 * full, 9);
  });

  const unlike = 'behind gain and converter that are not learned and the same for all pixels';
  it.each([
    ['{ layer: quantizer, mode: learned }', unlike],
    ['{ layer: pixel-gain, gain: 0.5 }, { layer: quantizer }', unlike],
    ['{ layer: quantizer }, { layer: digital-convolution, kernels: 2 }', unlike],
    ['{ layer: difference }', unlike],
    [
      '{ layer: quantizer, bitDepth: 1, gain: 0.4 }',
      'behind a converter that makes more of a full pixel than its black level; it makes 0 of full',
    ],
  ])('are refused where saturation cannot be seen: %s', (layers, must) => {
    const camera = `${bracketed}, ${layers}, { layer: merge-exposures }`;
    const found = faultsOf(`${smallest}sensor: [${camera}]`);
    expect(found.join()).toContain(`sensor.merge-exposures.saturation: found 0.98, must be ${must}`);
  });
});
