/**
 * PNG files: small images for the inside of a drawing, and the print size in finished ones.
 * Source: Portable Network Graphics (PNG) Specification, W3C (2003), https://www.w3.org/TR/2003/REC-PNG-20031110/.
 */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature and the header chunk, which is always the first. */
const HEADER_END = SIGNATURE.length + 25;
const METRES_PER_INCH = 0.0254;

/**
 * Encodes an image with 8 bits per channel.
 *
 * @param pixels [height, width, channels], 1 channel (grey) or 3 (red, green, blue).
 * @throws RangeError if the pixels do not fill the image.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const channels = pixels.length / (width * height);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `encodePng: ${pixels.length} values for ${width} x ${height}, must be 1 or 3 per pixel`,
    );
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const row = width * channels;
  // Each row begins with the number of its filter; 0 is none.
  const rows = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** States the print size of a PNG, so that 300 pixels per inch are placed as such. */
export function withResolution(png: Uint8Array, pixelsPerInch: number): Buffer {
  const perMetre = Buffer.alloc(9);
  const density = Math.round(pixelsPerInch / METRES_PER_INCH);
  perMetre.writeUInt32BE(density, 0);
  perMetre.writeUInt32BE(density, 4);
  perMetre[8] = 1;
  return Buffer.concat([png.subarray(0, HEADER_END), chunk('pHYs', perMetre), png.subarray(HEADER_END)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(12 + data.length);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + data.length)), 8 + data.length);
  return framed;
}
