import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LayerDefinition } from '../../../src/engine/layer-definition.js';
import type { Signal } from '../../../src/engine/signal.js';
import { fluorophoreMixture } from '../../../src/optics/spectra/fluorophore-definition.js';
import { illuminant } from '../../../src/optics/spectra/illuminant-definition.js';
import { channelCentres } from '../../../src/spectra/channels.js';

const wavelengths = channelCentres({ shortest: 420e-9, longest: 740e-9 }, 4);
const scene: Signal = {
  ...{ unit: 'scene', height: 4, width: 4, channels: 4, pixelPitch: 1e-6, fullScale: 1, wavelengths },
};

/** `key: must` of each problem. */
function problemsOf(
  definition: LayerDefinition,
  keys: object,
  { isLearned = false, signal = {} }: { isLearned?: boolean; signal?: Partial<Signal> } = {},
): string[] {
  const place = { name: 'a', isLearned, seed: 1, stream: 1, signal: { ...scene, ...signal } };
  const problems = definition.problems!(z.object(definition.keys).parse(keys), place);
  return problems.map(({ key, must }) => `${key}: ${must}`);
}

describe('the keys of fluorophores', () => {
  it('are right as they are', () => {
    expect(problemsOf(fluorophoreMixture, {})).toEqual([]);
    expect(problemsOf(fluorophoreMixture, {}, { isLearned: true })).toEqual([]);
    expect(problemsOf(fluorophoreMixture, { excitationNm: [488], excitationWeights: [2] })).toEqual([]);
  });

  it.each([
    [{ fluorophores: ['EGFP'] }, 'fluorophores: 4 of them, one for each channel of the scene'],
    [{ shortestNm: 740 }, 'shortestNm: below longestNm, which is 740'],
    [{ excitationWeights: [1] }, 'excitationWeights: 4 of them, one for each line of excitationNm, or none'],
    [{ excitationWeights: [0, 0, 0, 0] }, 'excitationWeights: above 0 for one line at least'],
  ])('are refused where %j', (keys, problem) => {
    expect(problemsOf(fluorophoreMixture, keys)).toEqual([problem]);
  });

  it.each([
    [{ excitationWeights: [1, 0, 1, 1] }, 'excitationWeights: above 0 each, because they are learned'],
    [{ excitationNm: [488] }, 'excitationNm: two lines or more, because their shares are learned'],
  ])('cannot be learned where %j', (keys, problem) => {
    expect(problemsOf(fluorophoreMixture, keys, { isLearned: true })).toEqual([problem]);
  });
});

describe('the keys of an illuminant', () => {
  it('are right as they are', () => {
    expect(problemsOf(illuminant, {})).toEqual([]);
    expect(problemsOf(illuminant, { light: 'led' }, { isLearned: true })).toEqual([]);
    expect(problemsOf(illuminant, { light: 'led', ledPeaksNm: [500] })).toEqual([]);
  });

  it.each([
    [{ temperatureK: 3000 }, 'temperatureK: 4000 or more for daylight'],
    [
      { light: 'led', ledPeaksNm: [500, 1000] },
      'ledPeaksNm: within a width of the channels, 420 to 740 nm, all of them',
    ],
  ])('are refused where %j', (keys, problem) => {
    expect(problemsOf(illuminant, keys)).toEqual([problem]);
  });

  it.each([
    [{}, 'light: led, because it is learned'],
    [{ light: 'led', ledPeaksNm: [500] }, 'ledPeaksNm: two or more, because their shares are learned'],
  ])('cannot be learned where %j', (keys, problem) => {
    expect(problemsOf(illuminant, keys, { isLearned: true })).toEqual([problem]);
  });

  it.each([
    [{ wavelengths: [550e-9] }, 'behind a scene with two or more channels of known wavelengths in order'],
    [
      { wavelengths: channelCentres({ shortest: 420e-9, longest: 900e-9 }, 4) },
      'blackbody or led, because channels lie beyond 380 to 780 nm',
    ],
  ])('ask for light that the channels of %j can have', (signal, must) => {
    expect(problemsOf(illuminant, {}, { signal })).toEqual([`light: ${must}`]);
  });
});
