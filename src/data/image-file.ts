/**
 * One image file, decoded to the codes it holds.
 *
 * Colour profiles are ignored and no gamma is undone: codes stay as stored. The orientation in the EXIF data is applied,
 * as viewers do. Grey from colour is the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B; colour from grey repeats it.
 */
import sharp, { type Metadata } from 'sharp';
import { DataError } from './data-error.js';
import type { Codes } from './resize.js';

export type ImageFormat = 'jpeg' | 'png' | 'tiff';

/** A file, or a page of a stack in it, counted from 0: `a.tif [page 3]`. */
export function pageName(name: string, page: number | undefined): string {
  return page === undefined ? name : `${name} [page ${page}]`;
}

/** An image whose codes go from 0 to 2^depth - 1. */
export interface DecodedImage extends Codes {
  readonly depth: 8 | 16;
}

/** Larger images are refused before they are unpacked. */
export const largestPixels = 100_000_000;

const luma = [299, 587, 114] as const;

const signatures: readonly (readonly [name: string, ...start: number[]])[] = [
  ['JPEG', 0xff, 0xd8, 0xff],
  ['PNG', 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ['TIFF', 0x49, 0x49, 0x2a, 0x00],
  ['TIFF', 0x4d, 0x4d, 0x00, 0x2a],
  ['TIFF', 0x49, 0x49, 0x2b, 0x00],
  ['TIFF', 0x4d, 0x4d, 0x00, 0x2b],
  ['GIF', 0x47, 0x49, 0x46, 0x38],
  ['BMP', 0x42, 0x4d],
  ['WebP', 0x52, 0x49, 0x46, 0x46],
  ['PDF', 0x25, 0x50, 0x44, 0x46],
  ['gzip', 0x1f, 0x8b],
];

/**
 * Decodes an image.
 *
 * @param bytes The whole file.
 * @param path Its name, for errors.
 * @param format What its name says it is; a file of another format is refused.
 * @param color grey: one channel; rgb: three.
 * @param page Of a stack, from 0; omitted where the file must be one image.
 * @throws DataError if it is not such an image, is damaged, too large, has several pages, transparent pixels, or values
 *   other than 8 or 16 bit grey or RGB.
 */
export async function decodeImage(
  bytes: Uint8Array,
  path: string,
  format: ImageFormat,
  color: 'grey' | 'rgb',
  page?: number,
): Promise<DecodedImage> {
  checkSignature(bytes, path, format);
  try {
    const about = await sharp(bytes, {
      limitInputPixels: false,
      ...(page !== undefined && { page }),
    }).metadata();
    const depth = checkContent(about, path, page);
    const space = rawSpace(about.channels - Number(about.hasAlpha) === 1, depth, about.hasAlpha);
    const { data, info } = await sharp(bytes, {
      autoOrient: true,
      ignoreIcc: true,
      limitInputPixels: largestPixels,
      ...(page !== undefined && { page }),
    })
      .toColourspace(space)
      .raw({ depth: depth === 8 ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const values = depth === 8 ? data : new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    const codes = { height: info.height, width: info.width, channels: info.channels, pixels: values };
    if (about.hasAlpha) checkOpaque(codes, 2 ** depth - 1, path);
    return { ...toChannels(codes, color === 'grey' ? 1 : 3), depth };
  } catch (error) {
    if (error instanceof DataError) throw error;
    // What the decoder says is kept as the cause only: it is lost at times when others decode beside it.
    throw new DataError(
      `${path}: cannot be decoded, must be a whole, undamaged ${format.toUpperCase()} image`,
      {
        cause: error,
      },
    );
  }
}

function checkSignature(bytes: Uint8Array, path: string, format: ImageFormat): void {
  const found = signatures.find(([, ...start]) => start.every((byte, place) => bytes[place] === byte))?.[0];
  const must = format.toUpperCase();
  if (found === must) return;
  const what =
    bytes.length === 0 ? 'is empty' : found === undefined ? 'is not an image' : `is a ${found} file`;
  throw new DataError(`${path}: ${what}, must be a ${must} image as its name says`);
}

/** Bits per value; throws where the image is of a kind that is not read. */
function checkContent(about: Metadata, path: string, page: number | undefined): 8 | 16 {
  const { width, height, pages = 1, depth, space } = about;
  if (width * height > largestPixels) {
    throw new DataError(
      `${path}: is ${width} x ${height} pixels (width x height), must be at most ${largestPixels / 1e6} million in all`,
    );
  }
  if (pages > 1 && page === undefined)
    throw new DataError(`${path}: has ${pages} pages, must have one; save each as a file of its own`);
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new DataError(`${path}: values are of type ${depth}, must be unsigned, 8 or 16 bits`);
  }
  if (!['srgb', 'rgb', 'rgb16', 'b-w', 'grey16'].includes(space)) {
    throw new DataError(`${path}: colour space is ${space}, must be grey or RGB`);
  }
  return depth === 'uchar' ? 8 : 16;
}

/** The colour space in which the decoder changes no code and drops no channel. */
function rawSpace(isGrey: boolean, depth: 8 | 16, hasAlpha: boolean): string {
  if (depth === 16) return isGrey ? 'grey16' : 'rgb16';
  // Raw output in b-w is always one channel, so grey with opacity comes as colour.
  return isGrey && !hasAlpha ? 'b-w' : 'srgb';
}

function checkOpaque({ pixels, channels, width }: Codes, opaque: number, path: string): void {
  for (let place = channels - 1; place < pixels.length; place += channels) {
    if (pixels[place] === opaque) continue;
    const pixel = (place - channels + 1) / channels;
    throw new DataError(
      `${path}: pixel in row ${Math.floor(pixel / width)}, column ${pixel % width} (counted from 0) is transparent, ` +
        'must be opaque; save the image on a background',
    );
  }
}

/** Grey or RGB, with or without a last channel of opacity, to one or three channels. */
function toChannels(codes: Codes, wanted: 1 | 3): Codes {
  const { height, width, channels, pixels } = codes;
  if (channels === wanted) return codes;
  const count = height * width;
  const result =
    pixels instanceof Uint16Array ? new Uint16Array(count * wanted) : new Uint8Array(count * wanted);
  const isColor = channels >= 3;
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels;
    if (wanted === 3) {
      for (let k = 0; k < 3; k++) result[pixel * 3 + k] = pixels[isColor ? from + k : from]!;
    } else {
      result[pixel] = isColor ? toLuma(pixels[from]!, pixels[from + 1]!, pixels[from + 2]!) : pixels[from]!;
    }
  }
  return { height, width, channels: wanted, pixels: result };
}

function toLuma(red: number, green: number, blue: number): number {
  return Math.round((luma[0] * red + luma[1] * green + luma[2] * blue) / 1000);
}
