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

  it.each([
    [
      'mode: learned',
      'saturation: found 0.98, must be behind a converter that is not learned and has one bit depth',
    ],
    [
      'bitDepth: 1, gain: 0.4',
      'saturation: found 0.98, must be behind a converter that makes more of a full pixel than its black level; it makes 0 of full',
    ],
  ])('are refused where saturation cannot be seen: %s', (keys, fault) => {
    const camera = `${bracketed}, { layer: quantizer, ${keys} }, { layer: merge-exposures }`;
    const [found, ...others] = faultsOf(`${smallest}sensor: [${camera}]`);
    expect(others).toEqual([]);
    expect(found).toContain(`sensor.merge-exposures.${fault}`);
  });
});
