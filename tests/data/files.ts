/** Small files for tests: folders that go away by themselves, IDX, TIFF and PNG bytes, data sets without files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';

/** Writes files (name: content) into a new folder that is removed after the test. */
export function temporaryFolder(files: Readonly<Record<string, Uint8Array | string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'physlayer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** An IDX file; `type` 8 is unsigned bytes. */
export function idxBytes(shape: readonly number[], values: ArrayLike<number>, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((side, axis) => header.writeUInt32BE(side, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(values)]);
}

/** A PNG of the given codes, [height, width, channels]; 16 bit if they are a Uint16Array. */
export function png(width: number, height: number, pixels: Uint8Array | Uint16Array): Promise<Buffer> {
  const channels = (pixels.length / (width * height)) as 1 | 2 | 3 | 4;
  const image = sharp(pixels, { raw: { width, height, channels } });
  const depth = pixels instanceof Uint16Array ? 16 : 8;
  const grey = depth === 8 ? 'b-w' : 'grey16';
  return image
    .toColourspace(channels <= 2 ? grey : depth === 8 ? 'srgb' : 'rgb16')
    .png()
    .toBuffer();
}

/** An RGB PNG of one colour. */
export function flatPng(
  width: number,
  height: number,
  color: readonly [number, number, number],
): Promise<Buffer> {
  return png(
    width,
    height,
    Uint8Array.from({ length: width * height * 3 }, (_, place) => color[place % 3]!),
  );
}

interface TiffOptions {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 1: unsigned, 2: signed, 3: floating point. */
  readonly sampleFormat?: number;
}

/** An uncompressed little-endian TIFF of one grey channel. */
export function greyTiff(
  { width, height, bits, sampleFormat = 1 }: TiffOptions,
  values: NodeJS.TypedArray,
): Buffer {
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const tags: readonly (readonly [tag: number, value: number])[] = [
    [256, width],
    [257, height],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, data.length],
    [339, sampleFormat],
  ];
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length);
  tags.forEach(([tag, value], index) => {
    const at = 2 + 12 * index;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(4, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const start = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  start.writeUInt32LE(8 + data.length, 4);
  return Buffer.concat([start, data, directory]);
}

/** The fault a promise ends in, as `name: message`, with `folder/` left out and `folder` as FOLDER. */
export async function faultOf(work: Promise<unknown>, folder = ''): Promise<string> {
  try {
    await work;
  } catch (error) {
    const { name, message } = error as Error;
    const fault = `${name}: ${message}`;
    return folder === '' ? fault : fault.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER');
  }
  return 'no fault';
}

/** A set of 1 x 1 pixel images with the given labels; the pixel of sample i is i. */
export function labelledDataset(
  labels: readonly number[],
  { groups, isPublishedTest }: { groups?: readonly string[]; isPublishedTest?: readonly number[] } = {},
): Dataset {
  const sources = labels.map((_, index) => `image #${index}`);
  return {
    name: 'test set',
    height: 1,
    width: 1,
    channels: 1,
    pixels: Uint8Array.from(labels, (_, index) => index),
    fullScale: 255,
    labels: Uint8Array.from(labels),
    classNames: Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `class-${label}`),
    groups: groups ?? sources,
    sources,
    isPublishedTest: isPublishedTest === undefined ? null : Uint8Array.from(isPublishedTest),
    fingerprint: '',
  };
}
