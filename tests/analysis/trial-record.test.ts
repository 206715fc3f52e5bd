import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError } from '../../src/analysis/record-error.js';
import {
  readPredictions,
  readSaliency,
  readSamples,
  writePredictions,
  writeSaliency,
  writeSamples,
  type Predictions,
  type Saliency,
  type Samples,
} from '../../src/analysis/trial-record.js';
import { readResult, writeResult, type TrialResult } from '../../src/analysis/trial-result-record.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'trial-record-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const RESULT: TrialResult = {
  task: 'classify',
  testScore: 0.975,
  testLoss: 0.1,
  validationScore: 0.98,
  validationLoss: 0.09,
  bestEpoch: 3,
  epochs: 4,
  parameters: { count: 10, trainable: 8 },
  physical: [{ name: 'fNumber', unit: '', value: 2.8 }],
  methods: [
    {
      title: 'Blur',
      text: 'Diffraction.',
      parameters: [{ name: 'Wavelength', value: [550], unit: 'nm' }],
      source: 'Goodman',
    },
  ],
  normalization: { mean: 0.1, std: [0.3, 0.2, 0.1] },
};
const classNames = ['cat', 'dog'];
const PREDICTIONS: Predictions = {
  classNames,
  rows: [
    { index: 7, source: 'cat/é.png', label: 0, predicted: 1, probabilities: Float32Array.of(0.25, 0.75) },
    { index: 9, source: 'dog/2.png', label: 1, predicted: 1, probabilities: Float32Array.of(0.5, 0.5) },
  ],
};
const image = { image: 7, source: 'cat/é.png', label: 0, height: 1, width: 2, channels: 3 };
const values = Float32Array.of(0, 1, 2, 3, 4, NaN);
const SAMPLES: Samples = {
  classNames,
  images: [{ ...image, stage: 'noisy', unit: 'electrons', displayMin: 0, displayMax: 9.5, values }],
};
const SALIENCY: Saliency = {
  classNames,
  maps: [{ ...image, predicted: 1, confidence: 0.75, method: 'grad-cam', values }],
};

const RECORDS = [
  ['result.json', () => writeResult(folder, RESULT), () => readResult(folder), RESULT],
  [
    'predictions.arrow',
    () => writePredictions(folder, PREDICTIONS),
    () => readPredictions(folder),
    PREDICTIONS,
  ],
  ['samples.arrow', () => writeSamples(folder, SAMPLES), () => readSamples(folder), SAMPLES],
  ['saliency.arrow', () => writeSaliency(folder, SALIENCY), () => readSaliency(folder), SALIENCY],
] as const;

describe.each(RECORDS)('%s', (name, write, read, content) => {
  it('gives back what was written', () => {
    write();
    expect(read()).toEqual(content);
  });

  it('has the same bytes each time', () => {
    write();
    const first = readFileSync(join(folder, name));
    write();
    expect(readFileSync(join(folder, name)).equals(first)).toBe(true);
  });

  it('is an error with the file and the remedy where it is missing or cut anywhere', () => {
    expect(read).toThrow(`${join(folder, name)}: is missing; delete this trial folder`);
    write();
    const whole = readFileSync(join(folder, name));
    for (let length = 0; length < whole.length - 1; length += 1 + Math.floor(whole.length / 20)) {
      writeFileSync(join(folder, name), whole.subarray(0, length));
      expect(read).toThrow(RecordError);
      expect(read).toThrow('is cut short or damaged');
    }
  });

  it('is never read with a damaged byte as something else without an error', () => {
    if (name === 'result.json') return;
    write();
    const whole = readFileSync(join(folder, name));
    for (let at = 0; at < whole.length; at += 31) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x55;
      writeFileSync(join(folder, name), damaged);
      expect(read).toThrow('is cut short or damaged');
    }
  });
});

describe('the writers refuse', () => {
  it('a loss that is no number, and an accuracy above 1', () => {
    expect(() => writeResult(folder, { ...RESULT, testLoss: NaN })).toThrow(/result\.json: testLoss: /);
    expect(() => writeResult(folder, { ...RESULT, testScore: 97 })).toThrow(/testAccuracy: .*<=1/);
  });

  it('a label outside the classes', () => {
    const rows = [{ ...PREDICTIONS.rows[0]!, label: 2 }];
    expect(() => writePredictions(folder, { classNames, rows })).toThrow(
      'label of image 7 is 2, must be 0 to 1',
    );
  });

  it('a row with another number of probabilities than classes', () => {
    const rows = [{ ...PREDICTIONS.rows[0]!, probabilities: new Float32Array(3) }];
    expect(() => writePredictions(folder, { classNames, rows })).toThrow('3 probabilities, must be 2');
  });

  it('values that do not fill the image', () => {
    const images = [{ ...SAMPLES.images[0]!, width: 3 }];
    expect(() => writeSamples(folder, { classNames, images })).toThrow(
      'image 7 has 6 values, must be 1 x 3 x 3',
    );
    const maps = [{ ...SALIENCY.maps[0]!, channels: 1 }];
    expect(() => writeSaliency(folder, { classNames, maps })).toThrow('has 6 values, must be 1 x 2 x 1');
  });
});
