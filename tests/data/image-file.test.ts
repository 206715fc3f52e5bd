import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, type ImageFormat } from '../../src/data/image-file.js';
import { faultOf, flatPng, greyTiff, png } from './files.js';

const decode = (bytes: Uint8Array, format: ImageFormat, color: 'grey' | 'rgb') => {
  return decodeImage(bytes, 'cell', format, color);
};
/** Quantization at quality 100 moves a flat patch by at most this. */
const jpegTolerance = 2;

describe('an image file', () => {
  it('gives back the codes of a PNG, grey and RGB, 8 and 16 bit, row by row', async () => {
    const grey8 = Uint8Array.of(0, 1, 2, 128, 254, 255);
    const grey16 = Uint16Array.of(0, 1, 255, 256, 40_000, 65_535);
    for (const pixels of [grey8, grey16]) {
      const image = await decode(await png(3, 2, pixels), 'png', 'grey');
      expect(image).toEqual({
        height: 2,
        width: 3,
        channels: 1,
        depth: pixels.BYTES_PER_ELEMENT * 8,
        pixels: image.pixels,
      });
      expect([...image.pixels]).toEqual([...pixels]);
    }
    for (const pixels of [grey8, grey16]) {
      const image = await decode(await png(1, 2, pixels), 'png', 'rgb');
      expect(image).toMatchObject({ height: 2, width: 1, channels: 3 });
      expect([...image.pixels]).toEqual([...pixels]);
    }
  });

  it('gives back the codes of a TIFF, 8 and 16 bit', async () => {
    const deep = Uint16Array.of(0, 1, 257, 65_535);
    const image = await decode(greyTiff({ width: 4, height: 1, bits: 16 }, deep), 'tiff', 'grey');
    expect([image.depth, ...image.pixels]).toEqual([16, ...deep]);
    const flat = Uint8Array.of(9, 8, 7, 6);
    expect([
      ...(await decode(greyTiff({ width: 2, height: 2, bits: 8 }, flat), 'tiff', 'grey')).pixels,
    ]).toEqual([...flat]);
  });

  it('decodes a JPEG', async () => {
    const jpeg = await sharp(await flatPng(16, 8, [200, 100, 50]))
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const image = await decode(jpeg, 'jpeg', 'rgb');
    expect(image).toMatchObject({ height: 8, width: 16, channels: 3, depth: 8 });
    image.pixels.forEach((code, place) => {
      expect(Math.abs(code - [200, 100, 50][place % 3]!)).toBeLessThanOrEqual(jpegTolerance);
    });
  });

  it('makes grey of colour by the luma of BT.601 and colour of grey by repeating it', async () => {
    const color = await decode(await png(2, 1, Uint8Array.of(255, 0, 0, 10, 20, 30)), 'png', 'grey');
    expect([...color.pixels]).toEqual([
      Math.round(0.299 * 255),
      Math.round(0.299 * 10 + 0.587 * 20 + 0.114 * 30),
    ]);
    const grey = await decode(await png(2, 1, Uint8Array.of(7, 9)), 'png', 'rgb');
    expect([...grey.pixels]).toEqual([7, 7, 7, 9, 9, 9]);
  });

  it('keeps stored codes whatever the colour profile', async () => {
    const tagged = await sharp(await flatPng(1, 1, [10, 20, 30]))
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    expect([...(await decode(tagged, 'png', 'rgb')).pixels]).toEqual([...stored]);
    expect([...stored]).not.toEqual([10, 20, 30]);
  });

  it('is turned as its EXIF orientation says', async () => {
    const turned = await sharp(await png(2, 1, Uint8Array.of(1, 2)))
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const image = await decode(turned, 'png', 'grey');
    expect([image.height, image.width, ...image.pixels]).toEqual([2, 1, 1, 2]);
  });

  it('may have an opacity channel that is opaque everywhere', async () => {
    const opaque = await decode(await png(1, 2, Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255)), 'png', 'rgb');
    expect([...opaque.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    const grey = await decode(await png(1, 2, Uint8Array.of(1, 255, 4, 255)), 'png', 'grey');
    expect([...grey.pixels]).toEqual([1, 4]);
  });
});

describe('a wrong image file', () => {
  const noise = sharp(
    Uint8Array.from({ length: 64 * 64 * 3 }, (_, place) => (place * place * 7919) % 251),
    {
      raw: { width: 64, height: 64, channels: 3 },
    },
  );
  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
  const damaged = (bytes: Buffer) =>
    bytes.map((byte, place) => (place >= 800 && place < 900 ? 0xff - 38 * (place % 2) : byte));
  const one = { width: 1, height: 1 };
  /** Another size in the header of a PNG, with the checksum that belongs to it. */
  const withSize = (bytes: Buffer, width: number, height: number) => {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    return bytes;
  };
  const cases: readonly (readonly [string, ImageFormat, () => Promise<Uint8Array> | Uint8Array, string])[] = [
    ['empty file', 'png', () => new Uint8Array(0), 'is empty, must be a PNG image as its name says'],
    [
      'text',
      'png',
      () => Buffer.from('not an image'),
      'is not an image, must be a PNG image as its name says',
    ],
    [
      'drawing',
      'png',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'),
      'is not an image, must be a PNG image as its name says',
    ],
    [
      'JPEG named PNG',
      'png',
      () => noise.clone().jpeg().toBuffer(),
      'is a JPEG file, must be a PNG image as its name says',
    ],
    [
      'WebP named TIFF',
      'tiff',
      () => noise.clone().webp().toBuffer(),
      'is a WebP file, must be a TIFF image as its name says',
    ],
    [
      'PNG cut in half',
      'png',
      async () => half(await noise.clone().png().toBuffer()),
      'cannot be decoded, must be a whole, undamaged PNG image',
    ],
    [
      'JPEG cut in half',
      'jpeg',
      async () => half(await noise.clone().jpeg().toBuffer()),
      'cannot be decoded, must be a whole, undamaged JPEG image',
    ],
    [
      'TIFF cut in half',
      'tiff',
      async () => half(await noise.clone().tiff().toBuffer()),
      'cannot be decoded, must be a whole, undamaged TIFF image',
    ],
    [
      'damaged JPEG',
      'jpeg',
      async () => damaged(await noise.clone().jpeg().toBuffer()),
      'cannot be decoded, must be a whole, undamaged JPEG image',
    ],
    [
      'TIFF of floating-point numbers',
      'tiff',
      () => greyTiff({ ...one, bits: 32, sampleFormat: 3 }, Float32Array.of(0.5)),
      'values are of type float, must be unsigned, 8 or 16 bits',
    ],
    [
      'TIFF of signed numbers',
      'tiff',
      () => greyTiff({ ...one, bits: 16, sampleFormat: 2 }, Int16Array.of(-5)),
      'values are of type short, must be unsigned, 8 or 16 bits',
    ],
    [
      'stack of pages',
      'tiff',
      () =>
        sharp(Buffer.alloc(72), { raw: { width: 4, height: 6, channels: 3, pageHeight: 3 } })
          .tiff()
          .toBuffer(),
      'has 2 pages, must have one; save each as a file of its own',
    ],
    [
      'CMYK JPEG',
      'jpeg',
      () => noise.clone().toColourspace('cmyk').jpeg().toBuffer(),
      'colour space is cmyk, must be grey or RGB',
    ],
    [
      'transparent pixel',
      'png',
      () =>
        png(
          2,
          2,
          Uint8Array.from({ length: 16 }, (_, place) => (place === 11 ? 254 : 255)),
        ),
      'pixel in row 1, column 0 (counted from 0) is transparent, must be opaque; save the image on a background',
    ],
    [
      'image bomb',
      'png',
      async () => withSize(await flatPng(1, 1, [0, 0, 0]), 11_000, 10_000),
      'is 11000 x 10000 pixels (width x height), must be at most 100 million in all',
    ],
  ];

  it.each(cases)('(%s) is refused, by name', async (_, format, bytes, fault) => {
    expect(await faultOf(decode(await bytes(), format, 'rgb'))).toBe(`DataError: cell: ${fault}`);
  });

  it('gives one and the same error when many are decoded at once', async () => {
    const bytes = half(await noise.clone().png().toBuffer());
    const faults = await Promise.all(Array.from({ length: 8 }, () => faultOf(decode(bytes, 'png', 'rgb'))));
    expect(new Set(faults).size).toBe(1);
  });
});
