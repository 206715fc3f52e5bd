import { expect, test } from 'vitest';
import {
  leaves,
  listed,
  settingAt,
  parameterLabel,
  settingPhrase,
  settingsPhrase,
} from '../../src/report/setting.js';

test('A setting reads as in a sentence', () => {
  expect(settingPhrase('sensor.bitDepth', 1)).toBe('1 bit');
  expect(settingPhrase('optics.fNumber', 2.8)).toBe('f/2.8');
  expect(settingPhrase('sensor.readNoiseElectrons', 3)).toBe('read noise 3 electrons rms');
  expect(settingPhrase('sensor.quantizer', 'learned')).toBe('quantizer learned');
  expect(settingsPhrase({ 'sensor.photonsAtFullScale': 5000, 'sensor.bitDepth': 8 })).toBe(
    '5,000 photons per pixel, 8 bits',
  );
});

test('A parameter is called as its key in the config', () => {
  expect(parameterLabel({ optics: { fNumber: 4 } }, 'fNumber')).toBe('f-number');
  expect(parameterLabel({}, 'pixelPitch')).toBe('Pixel pitch');
});

test('A name of an object prototype is no key of a config', () => {
  expect(settingAt({}, 'constructor.name')).toBeUndefined();
});

test('The leaves of a config are its values with their key paths, lists as values', () => {
  expect(leaves({ a: 1, b: { c: [2, 3], d: null } })).toEqual([
    ['a', 1],
    ['b.c', [2, 3]],
    ['b.d', null],
  ]);
});

test('A long list in words is cut and says how much is left out', () => {
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more');
  expect(listed([])).toBe('');
});
