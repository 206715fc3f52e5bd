/** The classes of the pixels of one image, from its mask or from the masks of its objects. */
import { counted, DataError } from '../data-error.js';
import type { MaskOptions } from '../dataset.js';
import { decodeImage, pageName } from '../image-file.js';
import type { lastRead, StoredSize } from '../image-files.js';
import type { MaskedImage } from './mask-listing.js';

export interface ReadMask {
  /** [height · width] of the image as stored. */
  readonly classes: Uint8Array;
  /** SHA-256 of each file, hexadecimal. */
  readonly digests: readonly string[];
}

/**
 * Reads the masks of an image.
 *
 * @param size Of the image.
 * @param read Reads a file.
 * @throws DataError naming a mask of another size, or the first pixel whose code is that of no class.
 */
export async function readMask(
  image: MaskedImage,
  size: StoredSize,
  { maskFiles, maskValues }: MaskOptions,
  read: ReturnType<typeof lastRead>,
): Promise<ReadMask> {
  const classes = new Uint8Array(size.height * size.width);
  const digests: string[] = [];
  for (const { path, format, page } of image.masks) {
    const { bytes, sha256 } = await read(path);
    digests.push(sha256);
    const name = pageName(path, page);
    const { height, width, pixels } = await decodeImage(bytes, name, format, 'grey', page);
    if (height !== size.height || width !== size.width) {
      throw new DataError(
        `${name}: is ${width} x ${height} pixels (width x height) but its image ${image.path} is ` +
          `${size.width} x ${size.height}, must be as large`,
      );
    }
    if (maskFiles === 'per-object') {
      for (let pixel = 0; pixel < pixels.length; pixel++) if (pixels[pixel]! > 0) classes[pixel] = 1;
    } else toClasses(pixels, maskValues, classes, name, width);
  }
  return { classes, digests };
}

function toClasses(
  codes: Uint8Array | Uint16Array,
  values: readonly number[],
  classes: Uint8Array,
  path: string,
  width: number,
): void {
  const classOf = new Map(values.map((value, label) => [value, label]));
  for (let pixel = 0; pixel < codes.length; pixel++) {
    const label = classOf.get(codes[pixel]!);
    if (label === undefined) throw unknownCode(codes, pixel, classOf, path, width);
    classes[pixel] = label;
  }
}

function unknownCode(
  codes: Uint8Array | Uint16Array,
  pixel: number,
  known: ReadonlyMap<number, number>,
  path: string,
  width: number,
): DataError {
  let others = 0;
  for (const code of codes) if (!known.has(code)) others++;
  const place = `row ${Math.floor(pixel / width)}, column ${pixel % width} (counted from 0)`;
  return new DataError(
    `${path}: has the code ${codes[pixel]!} in ${place} and ${counted(others, 'pixel')} of unknown codes in all, ` +
      `must have those of data.maskValues only: ${[...known.keys()].join(', ')}`,
  );
}
