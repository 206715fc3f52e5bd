import { describe, expect, it } from 'vitest';
import { faultsOf, resolveText, smallest } from './resolve.js';

const folder = 'name: a\ndata: { source: folder, path: x }\n';

describe('a camera without exposure', () => {
  it('has no electrons, so its noise and its full well must be off', () => {
    expect(faultsOf(`${smallest}sensor:\n  exposure: off\n  shotNoise: fixed\n  fullWell: off\n`)).toEqual([
      '4:13: sensor.readNoise: found "fixed", must be off, because sensor.exposure is off and so there are no electrons',
      '5:14: sensor.shotNoise: found "fixed", must be off, because sensor.exposure is off and so there are no electrons',
    ]);
  });

  it('is allowed with all of them off', () => {
    const text = `${smallest}sensor: { exposure: off, shotNoise: off, readNoise: off, fullWell: off }`;
    expect(resolveText(text).base.sensor.exposure).toBe('off');
  });

  it('names the trial at fault where only some values of an axis are', () => {
    const [fault] = faultsOf(smallest, ['sensor.exposure=[fixed, off]']);
    expect(fault).toMatch(
      /^override 'sensor\.exposure=\[fixed, off\]': sensor\.shotNoise: .*\(at sensor\.exposure "off"\)$/,
    );
  });
});

describe('a learned value', () => {
  it('must start between its bounds', () => {
    expect(faultsOf(`${smallest}optics: { diffraction: learned, fNumber: 0.9 }`)).toEqual([
      '3:42: optics.fNumber: found 0.9, must be above optics.fNumberMin 1 and below optics.fNumberMax 32, because it is learned',
    ]);
  });

  it('must have its bounds in order', () => {
    expect(
      faultsOf(smallest, ['sensor.exposure=learned', 'sensor.photonsMin=5000', 'sensor.photonsMax=5000']),
    ).toEqual([
      "override 'sensor.photonsMin=5000': sensor.photonsMin: found 5000, must be below sensor.photonsMax, which is 5000",
    ]);
  });

  it('may be outside of the bounds while it is fixed', () => {
    expect(faultsOf(smallest, ['sensor.photonsAtFullScale=1'])).toEqual([]);
  });
});

describe('a network', () => {
  it('has no more stages of pooling than the images have halvings', () => {
    expect(faultsOf(smallest, ['network.filters=[4,4,4,4]'])).toEqual([]);
    expect(faultsOf(smallest, ['network.filters=[4,4,4,4,4]'])).toEqual([
      "override 'network.filters=[4,4,4,4,4]': network.filters: found [4,4,4,4,4], must be at most 4 entries, because each stage " +
        'halves the images, whose shorter side has 28 pixels',
    ]);
    const resized = folder.replace(
      'path: x',
      'path: x, resize: { mode: cover, heightPixels: 40, widthPixels: 7 }',
    );
    expect(faultsOf(resized, ['network.filters=[4,4,4]'])).toEqual([
      expect.stringContaining('at most 2 entries'),
    ]);
    expect(faultsOf(folder, ['network.filters=[4,4,4,4,4,4,4]'])).toEqual([]);
  });
});

describe('wavelengths', () => {
  it('are as many as colour channels', () => {
    expect(faultsOf(smallest, ['optics.wavelengthNm=[450,550,650]'])).toEqual([
      expect.stringContaining(
        'found [450,550,650], must be one number or a list of 1, as the images have one channel',
      ),
    ]);
    expect(faultsOf(folder, ['optics.wavelengthNm=[450,550]'])).toEqual([
      expect.stringContaining(
        'found [450,550], must be one number or a list of 3, as the images have three colour',
      ),
    ]);
    expect(faultsOf(folder, ['optics.wavelengthNm=[650,550,450]'])).toEqual([]);
  });
});

describe('data', () => {
  it('keeps images to train', () => {
    expect(faultsOf(smallest, ['data.split.validationFraction=0.9'])).toEqual([
      expect.stringContaining(
        'found 0.9, must be below 0.8, so that with data.split.testFraction 0.2 images are left',
      ),
    ]);
  });

  it.each([
    ['^\\d+_', 'must be a regular expression with a group in (...)'],
    ['(', 'must be a regular expression (Invalid regular expression'],
  ])('has a pattern of originals with a group: %s', (pattern, fault) => {
    expect(faultsOf(folder, [`data.groupPattern=${pattern}`])).toEqual([expect.stringContaining(fault)]);
  });

  it('has test images and test labels, or neither', () => {
    const text = 'name: a\ndata:\n  source: idx\n  imagesPath: i\n  labelsPath: l\n  testImagesPath: t\n';
    expect(faultsOf(text)).toEqual([
      '6:19: data.testLabelsPath: found nothing, must be a path, because data.testImagesPath is given',
    ]);
  });
});
