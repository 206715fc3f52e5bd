import { expect, test } from 'vitest';
import {
  fullPath,
  leaves,
  listed,
  settingAt,
  parameterLabel,
  settingPhrase,
  settingsPhrase,
} from '../../src/report/setting.js';

const camera = {
  optics: [
    { layer: 'diffraction', name: 'front', fNumber: 4 },
    { layer: 'diffraction', name: 'back', fNumber: 8 },
  ],
  sensor: [{ layer: 'quantizer', bitDepth: 8 }],
};

test('A key of a layer is found by the name of the layer, or without it where one layer only has the key', () => {
  expect(settingAt(camera, 'optics.back.fNumber')).toBe(8);
  expect(settingAt(camera, 'sensor.bitDepth')).toBe(8);
  expect(settingAt(camera, 'sensor.quantizer.bitDepth')).toBe(8);
  expect(settingAt(camera, 'optics.fNumber')).toBeUndefined();
  expect(fullPath(camera, 'sensor.bitDepth')).toBe('sensor.quantizer.bitDepth');
  expect(fullPath(camera, 'optics.fNumber')).toBe('optics.fNumber');
  expect(leaves(camera).map(([path]) => path)).toContain('optics.front.fNumber');
});

test('A setting reads as in a sentence', () => {
  expect(settingPhrase('sensor.bitDepth', 1)).toBe('1 bit');
  expect(settingPhrase('optics.fNumber', 2.8)).toBe('f/2.8');
  expect(settingPhrase('sensor.readNoiseElectrons', 3)).toBe('read noise 3 electrons rms');
  expect(settingPhrase('sensor.quantizer.mode', 'learned')).toBe('quantizer learned');
  expect(settingPhrase('sensor.quantizer.bitDepth', 4)).toBe('4 bits');
  expect(settingsPhrase({ 'sensor.photonsAtFullScale': 5000, 'sensor.bitDepth': 8 })).toBe(
    '5,000 photons per pixel, 8 bits',
  );
});

test('A parameter is called as its key in the config', () => {
  expect(parameterLabel(camera, 'fNumber')).toBe('f-number');
  expect(parameterLabel(camera, 'front.fNumber')).toBe('f-number of front');
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
