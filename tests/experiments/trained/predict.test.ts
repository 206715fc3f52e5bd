import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictionKeeper } from '../../../src/cli/prediction-files.js';
import { startEngine } from '../../../src/engine/start.js';
import { loadCamera } from '../../../src/experiments/trained/load-camera.js';
import { predictFiles, type Predicted, type Prediction } from '../../../src/experiments/trained/predict.js';
import { fileFaultOf } from '../../../src/experiments/trained/read-scene.js';
import type { TrainedTrial } from '../../../src/experiments/trained/trained-trial.js';
import type { Changes } from '../toy-trial.js';
import { untrainedTrial } from './untrained-trial.js';

const root = mkdtempSync(join(tmpdir(), 'predict-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(root, { recursive: true }));

/** A trial without camera, so that an answer follows from the scene alone. */
async function plainTrial(changes: Changes, data: object = {}): Promise<TrainedTrial> {
  const trial = await untrainedTrial({ optics: [], sensor: [], ...changes }, [8, 8, 1]);
  const { config } = trial;
  return { ...trial, config: { ...config, data: { ...config.data, ...data } } };
}

const codeAt = (row: number, column: number) => (row * 37 + column * 91 + row * column * 13) % 256;

/** An image of which `codeAt` gives the codes, from a row and a column on. */
async function imageFile(
  name: string,
  height: number,
  width: number,
  [top, left] = [0, 0] as readonly [number, number],
): Promise<string> {
  const codes = Buffer.alloc(height * width);
  for (let place = 0; place < codes.length; place++) {
    codes[place] = codeAt(top + Math.floor(place / width), left + (place % width));
  }
  const path = join(root, name);
  await sharp(codes, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path);
  return path;
}

async function predicted(trial: TrainedTrial, paths: readonly string[]): Promise<Predicted[]> {
  const found: Predicted[] = [];
  const camera = loadCamera(trial);
  await predictFiles({ trial, camera }, paths, each => void found.push(each));
  camera.model.dispose();
  return found;
}

function predictionOf<Kind extends Prediction['kind']>(found: Predicted, kind: Kind) {
  if ('fault' in found) throw new Error(found.fault);
  const [prediction] = found.predictions;
  expect(prediction!.kind).toBe(kind);
  return prediction as Extract<Prediction, { kind: Kind }>;
}

/** What leaves the network for the 8 x 8 image from row and column 0 on. */
function answer(
  trial: TrainedTrial,
  scene = Float32Array.from({ length: 64 }, (_, place) => codeAt(Math.floor(place / 8), place % 8) / 255),
) {
  const { model } = loadCamera(trial);
  const values = tf.tidy(() => (model.apply(tf.tensor4d(scene, [1, 8, 8, 1])) as tf.Tensor).dataSync());
  model.dispose();
  return values;
}

const unet = { type: 'unet', depth: 1, filters: 4, convolutions: 1 };

describe('predictions', () => {
  it('come in the order of the files, whatever their batches, with what is wrong with some', async () => {
    const trial = await plainTrial({ network: { type: 'linear' }, training: { batchSize: 2 } });
    const [good, large] = [await imageFile('good.png', 8, 8), await imageFile('large.png', 9, 8)];
    const empty = join(root, 'empty.png');
    writeFileSync(empty, '');
    const found = await predicted(trial, [large, good, empty, good, good]);
    expect(found.map(each => ('fault' in each ? each.fault.slice(root.length + 1) : each.path))).toEqual([
      'large.png: is 8 x 9 pixels (width x height), must be 8 x 8 pixels (width x height), as the trial was trained on',
      ...[good, 'empty.png: is empty, must be a PNG image as its name says', good, good],
    ]);
    const { ranked } = predictionOf(found[1]!, 'classes');
    const logits = [...answer(trial)];
    expect(ranked[0]!.name).toBe(`class ${logits.indexOf(Math.max(...logits))}`);
    expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect(ranked.map(({ probability }) => probability)).toEqual(
      ranked.map(({ probability }) => probability).toSorted((a, b) => b - a),
    );
  });

  it('of tiles are put together to an image as large as the file', async () => {
    const tiles = { source: 'masks', resize: { mode: 'none' }, tilePixels: 8 };
    const trial = await plainTrial({ task: 'reconstruct', network: unet }, tiles);
    const [whole] = await predicted(trial, [await imageFile('whole.png', 16, 24)]);
    const { width, height, values } = predictionOf(whole!, 'scene');
    expect([width, height]).toEqual([24, 16]);
    const [tile] = await predicted(trial, [await imageFile('tile.png', 8, 8, [8, 16])]);
    const own = predictionOf(tile!, 'scene').values;
    own.forEach((value, place) => {
      const [row, column] = [8 + Math.floor(place / 8), 16 + (place % 8)];
      expect(values[row * 24 + column]).toBeCloseTo(value, 5);
    });
    expect(Math.max(...own) - Math.min(...own)).toBeGreaterThan(0.01);
    const [odd] = await predicted(trial, [await imageFile('odd.png', 16, 20)]);
    expect(odd).toMatchObject({
      fault: expect.stringContaining(
        'is 20 x 16 pixels (width x height), must be of whole tiles of 8 x 8 pixels',
      ) as string,
    });
  });

  it('of classes are those of one tile', async () => {
    const tiles = { source: 'masks', resize: { mode: 'none' }, tilePixels: 8 };
    const trial = await plainTrial({ network: { type: 'linear' } }, tiles);
    const files = [await imageFile('one.png', 8, 8), await imageFile('two.png', 8, 16)];
    const [one, two] = await predicted(trial, files);
    predictionOf(one!, 'classes');
    const fault =
      'is 16 x 8 pixels (width x height), must be 8 x 8 pixels (width x height), as the trial was';
    expect(two).toMatchObject({ fault: expect.stringContaining(fault) as string });
  });

  it('of places are in pixels of the file, and of scenes as they are answered', async () => {
    const resize = { source: 'folder', resize: { mode: 'contain', heightPixels: 8, widthPixels: 8 } };
    const locate = await plainTrial({ task: 'locate', network: { type: 'linear' } }, resize);
    const path = join(root, 'wide.png');
    // Twice as large and framed by black above and below: rows 0 and 1, and 6 and 7, of the scene.
    await sharp(Buffer.alloc(16 * 8, 255), { raw: { width: 16, height: 8, channels: 1 } })
      .png()
      .toFile(path);
    const [found] = await predicted(locate, [path]);
    const scene = Float32Array.from({ length: 64 }, (_, place) => (place >= 16 && place < 48 ? 1 : 0));
    const [u, v] = answer(locate, scene);
    const { x, y } = predictionOf(found!, 'position');
    expect(x).toBeCloseTo(2 * (4 * u! + 4), 4);
    expect(y).toBeCloseTo(2 * (4 * v! + 4) - 4, 4);
    const reconstruct = await plainTrial({ task: 'reconstruct', network: unet });
    const [made] = await predicted(reconstruct, [await imageFile('scene.png', 8, 8)]);
    const { values } = predictionOf(made!, 'scene');
    answer(reconstruct).forEach((value, place) => expect(values[place]).toBeCloseTo(value, 5));
  });

  it('are of one scene with the channels of an image file', async () => {
    const trial = await plainTrial({ network: { type: 'linear' } }, { stackedScenes: 2 });
    expect(fileFaultOf(trial)).toBe('toy: takes 2 scenes at once, must take one to predict files');
    const spectral = {
      ...trial,
      config: { ...trial.config, data: { ...trial.config.data, stackedScenes: 1 } },
    };
    expect(fileFaultOf({ ...spectral, scene: { ...trial.scene, channels: 4 } })).toBe(
      'toy: takes scenes of 4 channels, must take 1 or 3, as image files have',
    );
    expect(fileFaultOf(spectral)).toBeNull();
  });
});

describe('pictures of predictions', () => {
  const keeperOf = ({ heads, config }: TrainedTrial, out: string | null, inputs: readonly string[]) =>
    predictionKeeper(heads[0]!, config.data, out, inputs);
  const mask = (...classes: number[]) =>
    ({ kind: 'mask', height: 1, width: classes.length, classes: Uint8Array.from(classes) }) as const;

  it('hold the codes of the masks that the trial was trained on, and no two have one name', async () => {
    const data = { source: 'masks', maskFiles: 'one', maskValues: [7, 0, 40] };
    const trial = await plainTrial({ task: 'segment', network: unet }, data);
    const files = ['a/x.png', 'b/x.jpg'];
    const { keep, note } = keeperOf(trial, root, files);
    expect(note).toBe('codes of the masks: class 0 7, class 1 0, class 2 40\n');
    const kept = files.map(path => keep(path, mask(2, 0, 0, 1)));
    expect(kept.map(({ picture }) => picture)).toEqual(
      ['x-mask.png', 'x-mask-2.png'].map(name => join(root, name)),
    );
    expect(kept[0]!.shares!.map(({ share }) => share)).toEqual([0.5, 0.25, 0.25]);
    const pixels = await sharp(readFileSync(kept[1]!.picture!)).toColourspace('b-w').raw().toBuffer();
    expect([...pixels]).toEqual([40, 7, 7, 0]);
  });

  it('overwrite no file that is predicted', async () => {
    const trial = await plainTrial({ task: 'segment', network: unet });
    const places = await plainTrial({ task: 'locate', network: { type: 'linear' } });
    const own = (task: string, out: string | null) => () =>
      keeperOf(task === 'segment' ? trial : places, out, ['y.png', join(root, 'y-mask.png')]);
    expect(own('segment', root)).toThrow(/y-mask\.png among the files to predict, must be another folder$/);
    expect(own('segment', join(root, 'other'))).not.toThrow();
    expect(own('locate', root)).not.toThrow();
  });

  it('go with a table of names that may hold commas and quotes', async () => {
    const trial = await plainTrial({ network: { type: 'linear' } });
    const { writeTable } = keeperOf(trial, root, []);
    const position = { kind: 'position', x: 1.5, y: 2 } as const;
    const file = writeTable([{ path: 'a "b",c.png', prediction: position }])!;
    expect(readFileSync(file, 'utf8')).toBe('file,x,y\n"a ""b"",c.png",1.5,2\n');
    expect(keeperOf(trial, null, []).writeTable([])).toBeNull();
  });
});
