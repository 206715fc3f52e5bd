import { describe, expect, it } from 'vitest';
import { networksOf } from '../../../src/experiments/config/network-schema.js';
import { listed } from '../../../src/experiments/config/requirement.js';
import { faultsOf, smallest } from './resolve.js';

const folder = 'name: a\ndata: { source: folder, path: x }\n';

const electrons = '{ layer: exposure }, { layer: shot-noise }';

describe('a chain of layers', () => {
  it.each([
    [
      '[{ layer: shot-noise }]',
      '3:10: sensor.shot-noise: found a scene in fractions of full scale before it, must be photons: put an exposure layer before it',
    ],
    [
      '[{ layer: full-well }]',
      'sensor.full-well: found a scene in fractions of full scale before it, must be electrons: put an exposure and a shot-noise layer before it',
    ],
    [
      `[${electrons}, { layer: exposure, name: flash }]`,
      'sensor.flash: found electrons before it, must be a scene in fractions of full scale: put it before the shot-noise layer',
    ],
    [
      `[${electrons}, { layer: quantizer }]`,
      'sensor.quantizer.fullScaleElectrons: found nothing, must be a number of electrons, because no full-well layer',
    ],
    [
      '[{ layer: quantizer, fullScaleElectrons: 9 }]',
      '3:50: sensor.quantizer.fullScaleElectrons: found 9, must be left out, because a scene without photons',
    ],
  ])('is refused: %s', (list, fault) => {
    expect(faultsOf(`${smallest}sensor: ${list}`)).toEqual([expect.stringContaining(fault)]);
    // The same where only the files tell the size of the images.
    expect(faultsOf(`${folder}sensor: ${list}`)).toEqual([expect.stringContaining(fault)]);
  });

  it.each(['[]', '[{ layer: quantizer }]', `[${electrons}, { layer: quantizer, fullScaleElectrons: 100 }]`])(
    'is allowed: %s',
    list => expect(faultsOf(`${smallest}sensor: ${list}`)).toEqual([]),
  );

  it('names the trial at fault where only some values of an axis are', () => {
    expect(faultsOf(smallest, ['sensor.exposure.mode=[fixed, off]'])).toEqual([
      expect.stringMatching(/sensor\.shot-noise: found a scene .*\(at sensor\.exposure\.mode "off"\)$/),
    ]);
  });

  it.each([
    ['[16, 2]', '', []],
    [
      '[8, 2]',
      '',
      ['exposureTimes: found [8,2], must be in the ratios [8, 1], the times of the exposure-bracket'],
    ],
    [
      '[4, 2, 1]',
      '',
      ['exposureTimes: found [4,2,1], must be as many numbers as there are exposures; there are 2'],
    ],
    ['[8, 1]', ', blackLevel: 0.1', ['blackLevel: found 0.1, must be 0.02, that of the converter before it']],
  ])('merges exposures by their own times: %s%s', (times, black, faults) => {
    const read = '{ layer: full-well }, { layer: quantizer, blackLevel: 0.02 }';
    const bracket =
      '{ layer: exposure }, { layer: exposure-bracket, exposureTimes: [8, 1] }, { layer: shot-noise }';
    const merge = `{ layer: merge-exposures, exposureTimes: ${times}${black || ', blackLevel: 0.02'} }`;
    const found = faultsOf(`${smallest}sensor: [${bracket}, ${read}, ${merge}]`);
    expect(found).toHaveLength(faults.length);
    faults.forEach((fault, place) => expect(found[place]).toContain(`sensor.merge-exposures.${fault}`));
  });

  it('has a name for each layer', () => {
    const twice = '[{ layer: diffraction }, { layer: diffraction }]';
    expect(faultsOf(`${smallest}optics: ${twice}`)).toEqual([
      '3:34: optics.diffraction: found a second layer named diffraction, each must have a name of its own: ' +
        'add name: second-diffraction',
    ]);
    expect(faultsOf(`${smallest}optics: [{ layer: diffraction, name: quantizer }]`)).toEqual([
      expect.stringContaining('sensor.quantizer: found a second layer named quantizer'),
    ]);
    expect(faultsOf(`${smallest}optics: [{ layer: diffraction, name: scene }]`)).toEqual([
      expect.stringContaining('optics.scene.name: found the name scene, which the model uses'),
    ]);
  });
});

describe('a learned value', () => {
  it('must start between its bounds', () => {
    expect(faultsOf(`${smallest}optics: [{ layer: diffraction, mode: learned, fNumber: 0.9 }]`)).toEqual([
      '3:56: optics.diffraction.fNumber: found 0.9, must be above fNumberMin 1 and below fNumberMax 32, because it is learned',
    ]);
  });

  it('must have its bounds in order', () => {
    const bounds = ['sensor.photonsAtFullScaleMin=5000', 'sensor.photonsAtFullScaleMax=5000'];
    expect(faultsOf(smallest, ['sensor.exposure.mode=learned', ...bounds])).toEqual([
      "override 'sensor.photonsAtFullScaleMin=5000': sensor.exposure.photonsAtFullScaleMin: found 5000, must be below " +
        'photonsAtFullScaleMax, which is 5000',
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
      "override 'network.filters=[4,4,4,4,4]': network.type: found basic-cnn, which gets frames of 28 x 28 pixels, must get at least " +
        '32 x 32 for 5 stages of 2 x 2 pooling (network.filters)',
    ]);
    const resized = folder.replace(
      'path: x',
      'path: x, resize: { mode: cover, heightPixels: 40, widthPixels: 7 }',
    );
    expect(faultsOf(resized, ['network.filters=[4,4,4]'])).toEqual([
      expect.stringContaining('at least 8 x 8 for 3 stages'),
    ]);
    expect(faultsOf(folder, ['network.filters=[4,4,4,4,4,4,4]'])).toEqual([]);
  });
});

describe('keys of a network', () => {
  const windows =
    'network: { type: layer-list, layers: [{ layer: pool, size: 4 }, { layer: pool, size: 8 }] }\n';

  it('fit the frames, each entry what arrives at it', () => {
    expect(faultsOf(`${smallest}${windows}`)).toEqual([
      expect.stringContaining(
        'network.layers.1: found pool behind maps with a side of 7 pixels, must be at least 8',
      ),
    ]);
    expect(faultsOf(`${folder}${windows}`)).toEqual([]);
  });

  it.each([smallest, folder])('fit one another, whatever is known of the images: %s', data => {
    const layers = '[{ layer: global-mean }, { layer: pool }]';
    expect(faultsOf(`${data}network: { type: layer-list, layers: ${layers} }\n`)).toEqual([
      expect.stringContaining('network.layers.1: found pool behind a layer that left no height and width'),
    ]);
    const network = 'type: fully-convolutional, filters: [2, 2], isResidual: true';
    const text = (more: string) => `${data}task: reconstruct\nnetwork: { ${network}${more} }\n`;
    expect(faultsOf(text(''))).toEqual([]);
    expect(faultsOf(text(', dilations: [2]'))).toEqual([
      expect.stringContaining('network.dilations: found 1 dilations, must be 2 as filters, or 0'),
    ]);
  });

  it('add to the frame only what has as many channels', () => {
    const text = 'task: segment\nnetwork: { type: fully-convolutional, isResidual: true }\n';
    expect(faultsOf(`name: a\ndata: { source: procedural, kind: cells }\n${text}`)).toEqual([
      expect.stringContaining(
        'network.isResidual: found true with 4 outputs, must be false unless they are 3',
      ),
    ]);
  });
});

describe('wavelengths', () => {
  it('are as many as colour channels', () => {
    expect(faultsOf(smallest, ['scene.wavelengthNm=[450,550,650]'])).toEqual([
      expect.stringContaining(
        'found [450,550,650], must be one number or a list of 1, as the images have one channel',
      ),
    ]);
    expect(faultsOf(folder, ['scene.wavelengthNm=[450,550]'])).toEqual([
      expect.stringContaining(
        'found [450,550], must be one number or a list of 3, as the images have three colour',
      ),
    ]);
    expect(faultsOf(folder, ['scene.wavelengthNm=[650,550,450]'])).toEqual([]);
  });

  it('are any number where only the files tell the channels', () => {
    const cube = 'name: a\ndata: { source: npy, imagesPath: x.npy, labelsPath: y.npy }\n';
    expect(faultsOf(cube, ['scene.wavelengthNm=[420,470,520,570,620]'])).toEqual([]);
  });

  it('classes are named once, and are those of images', () => {
    expect(faultsOf('name: a\ndata: { source: mnist, classes: [3, "3"] }\n')).toEqual([
      expect.stringContaining('data.classes: found [3,"3"], must be a list with 3 once'),
    ]);
    const boxes =
      'name: a\ntask: locate\ndata: { source: boxes, path: x, objectLabel: b, classes: [a, b] }\nnetwork: { type: linear }\n';
    expect(faultsOf(boxes)).toEqual([
      expect.stringContaining('must be absent, as these images have no classes'),
    ]);
    expect(
      faultsOf('name: a\ndata: { source: mnist, classes: [3, 7] }\nnetwork: { type: linear, logits: one }\n'),
    ).toEqual([]);
  });

  it('are left out where the scenes know their own', () => {
    const spectra = 'name: a\ndata: { source: procedural, kind: fluorophores }\n';
    expect(faultsOf(spectra, ['scene.wavelengthNm=[450,550]'])).toEqual([
      expect.stringContaining(
        'must be left out, because spectra of fluorophores have wavelengths of their own',
      ),
    ]);
    expect(faultsOf(spectra, ['data.fluorophores=[EGFP,Venus,EGFP]'])).toEqual([
      expect.stringContaining('must be a list with EGFP once'),
    ]);
  });

  it('of fluorophores are those that the layer makes spectra of', () => {
    const amounts =
      'name: a\ndata: { source: procedural, kind: fluorophores, content: abundances, fluorophores: [EGFP, Venus] }\n' +
      'optics: [{ layer: fluorophores, fluorophores: [EGFP, Venus] }]\n';
    expect(faultsOf(amounts, [])).toEqual([]);
    expect(faultsOf(amounts, ['data.fluorophores=[Venus,EGFP]'])).toEqual([
      expect.stringContaining('found [EGFP, Venus], must be [Venus, EGFP], the data.fluorophores'),
    ]);
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

describe('stacked scenes', () => {
  it('arrive as channels', () => {
    const overlap = `${smallest}optics: [{ layer: overlap }]\nsensor: [{ layer: exposure }]\n`;
    expect(faultsOf(overlap, ['data.stackedScenes=3'])).toEqual([]);
  });

  it('are grey, and no more than a part of the split has', () => {
    expect(faultsOf(folder, ['data.stackedScenes=2'])).toEqual([
      "override 'data.stackedScenes=2': data.stackedScenes: found 2, must be 1 for colour images: data.color grey makes grey ones",
    ]);
    expect(faultsOf(folder, ['data.stackedScenes=2', 'data.color=grey'])).toEqual([]);
    expect(faultsOf(smallest, ['data.stackedScenes=4', 'data.validationImages=3'])).toEqual([
      expect.stringContaining(
        'data.stackedScenes: found 4, must be at most 3, the images of data.validationImages',
      ),
    ]);
  });
});

describe('a linear network', () => {
  it('pools over windows that fit into the frames', () => {
    expect(faultsOf(smallest, ['network.type=linear', 'network.poolSize=28'])).toEqual([]);
    expect(faultsOf(smallest, ['network.type=linear', 'network.poolSize=29'])).toEqual([
      expect.stringContaining(
        'network.type: found linear, which gets frames of 28 x 28 pixels, must get at least 29 x 29 for windows of 29 x 29 pixels (network.poolSize)',
      ),
    ]);
  });
});

describe('a task', () => {
  it.each([
    [
      '',
      `network.type: found "basic-cnn", must be ${listed(networksOf('reconstruct'))} with task reconstruct`,
    ],
    ['network: { type: linear }', 'network.type: found "linear", must be unet, encoder-decoder, '],
    ['network: { type: tied }', ''],
    ['network: { type: unet, resize: bilinear }\nsensor: [{ layer: pixels, factor: 2 }]', ''],
    ['network: { type: unet, depth: 5 }', ''],
    [
      'network: { type: unet, depth: 6 }',
      'network.type: found unet, which gets frames of 28 x 28 pixels, must get at least 33 x 33 for 6 poolings',
    ],
    [
      'network: { type: tied }\nsensor: [{ layer: pixels, factor: 2 }]',
      'network.type: found tied, which gives images as large as the frames, 14 x 14 pixels, must give scenes of 28 x 28',
    ],
  ])('reconstruct with %s', (lines, fault) => {
    const faults = faultsOf(`${smallest}task: reconstruct\n${lines}\n`);
    expect(faults).toEqual(fault === '' ? [] : [expect.stringContaining(fault)]);
  });

  it('classify takes no network that gives images, and a sweep has one task', () => {
    expect(faultsOf(`${smallest}network: { type: locally-connected }\n`)).toEqual([
      expect.stringContaining(
        `network.type: found "locally-connected", must be ${listed(networksOf('classify'))} with task classify`,
      ),
    ]);
    expect(faultsOf(`${smallest}sweep: { task: [classify, reconstruct] }\n`)).toEqual([
      expect.stringContaining('found an axis over task, must be a key of data'),
    ]);
  });
});

describe('a loss', () => {
  it('fits the outputs of the task, and is a group of keys', () => {
    expect(faultsOf(smallest, ['training.loss.type=softmax-cross-entropy', 'training.loss.focus=2'])).toEqual(
      [],
    );
    expect(faultsOf(smallest, ['training.loss.type=huber'])).toEqual([
      'override \'training.loss.type=huber\': training.loss.type: found "huber", must be task, softmax-cross-entropy or ' +
        'sigmoid-cross-entropy with task classify',
    ]);
    expect(faultsOf(`${smallest}training: { loss: huber }\n`)).toEqual([
      expect.stringContaining('training.loss: found "huber", must be a group of keys with type: task, '),
    ]);
  });
});

describe('weights of classes', () => {
  const weighted = (weights: string) =>
    faultsOf(smallest, ['training.loss.type=softmax-cross-entropy', `training.loss.classWeights=${weights}`]);

  it('are as many as classes, where the config tells these, and not all 0', () => {
    expect(weighted('[1,1,1,1,1,1,1,1,1,2]')).toEqual([]);
    expect(weighted('balanced')).toEqual([]);
    expect(weighted('[1,2]')).toEqual([
      expect.stringContaining('classWeights: found [1,2], must be 10 weights, one for each class, or none'),
    ]);
    expect(weighted('[0,0,0,0,0,0,0,0,0,0]')).toEqual([
      expect.stringContaining('must be a list with a weight above 0'),
    ]);
    expect(weighted('[-1,1]')[0]).toMatch(/classWeights.0: found -1, must be a number of at least 0$/);
    const textures = 'name: a\ndata: { source: procedural, kind: textures, orientations: 3 }\n';
    const given = ['training.loss.type=softmax-cross-entropy', 'training.loss.classWeights=[1,2]'];
    expect(faultsOf(textures, given)).toEqual([
      expect.stringContaining('must be 6 weights, one for each class'),
    ]);
    expect(faultsOf(textures, ['network.logits=one'])).toEqual([
      expect.stringContaining('network.logits: found "one", must be each for 6 classes'),
    ]);
  });
});

describe('an optimizer', () => {
  it('has the keys of its kind', () => {
    expect(faultsOf(smallest, ['training.optimizer.type=sgd', 'training.optimizer.momentum=0.5'])).toEqual(
      [],
    );
    expect(faultsOf(`${smallest}training: { optimizer: { momentum: 0.5 } }\n`)).toEqual([
      expect.stringContaining('training.optimizer.momentum: found a key that does not go with'),
    ]);
  });
});
