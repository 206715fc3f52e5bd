import { describe, expect, it } from 'vitest';
import { axisTitle, settingsText, settingText, valueText } from '../../src/figures/axis-label.js';

describe('axis labels', () => {
  it.each([
    ['sensor.bitDepth', 'Bit depth (bits)'],
    ['sensor.photonsAtFullScale', 'Photons per pixel at full scale'],
    ['scene.wavelengthNm', 'Wavelength (nm)'],
    ['optics.front.fNumber', 'f-number'],
    ['optics.phase-mask.defocusWaves', 'Defocus (waves)'],
    ['optics.tilt.angleDegrees', 'Angle (°)'],
    ['optics.phase-mask.mode', 'Phase mask'],
    ['sensor.darkCurrentElectrons', 'Dark current (electrons)'],
    ['network.kernelSize', 'Kernel size'],
    ['quantizer', 'Quantizer'],
  ])('call %s "%s"', (path, title) => expect(axisTitle(path)).toBe(title));

  it.each([
    ['sensor.bitDepth', 1, '1 bit'],
    ['sensor.bitDepth', 8, '8 bits'],
    ['sensor.photonsAtFullScale', 200, '200 photons per pixel at full scale'],
    ['sensor.readNoiseElectrons', 2.5, 'read noise 2.5 electrons rms'],
    ['optics.fNumber', 4, 'f-number 4'],
    ['sensor.quantizer.mode', 'learned', 'quantizer learned'],
    ['sensor.shot-noise.mode', 'off', 'shot noise off'],
  ])('put %s = %j into words', (path, value, text) => expect(settingText(path, value)).toBe(text));

  it('join settings and shorten numbers', () => {
    expect(settingsText({ 'sensor.bitDepth': 2, 'optics.fNumber': 8 })).toBe('2 bits, f-number 8');
    expect([valueText(0.1 + 0.2), valueText(10_000), valueText(false)]).toEqual(['0.3', '10000', 'off']);
  });
});
