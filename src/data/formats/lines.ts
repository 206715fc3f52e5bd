/** A text file line by line, as bytes. */
import { openBytes } from '../byte-source.js';
import { DataError } from '../data-error.js';

const chunkBytes = 1 << 18;
const [lineFeed, carriageReturn] = [10, 13];
const byteOrderMark = [0xef, 0xbb, 0xbf];
/** No row of pixels is longer; what is, is no text in lines. */
const longestLine = 1 << 26;

/**
 * Hands over each line without its end (LF or CRLF), plain or unpacked from gzip. Empty lines at the end of the file are left out.
 *
 * @param take Called with the bytes of a line, which are valid during the call, and its number, counted from 1.
 * @throws DataError naming file and line if a line is empty or too long; what `take` throws.
 */
export async function eachLine(
  path: string,
  take: (line: Uint8Array, number: number) => void,
): Promise<void> {
  const source = await openBytes(path);
  try {
    const lines = lineTaker(path, take);
    const chunk = new Uint8Array(chunkBytes);
    let rest: Uint8Array = new Uint8Array(0);
    let isFirst = true;
    for (let found = await source.read(chunk); found > 0; found = await source.read(chunk)) {
      const marked = isFirst && byteOrderMark.every((byte, place) => chunk[place] === byte) ? 3 : 0;
      isFirst = false;
      let text = chunk.subarray(marked, found);
      for (let end = text.indexOf(lineFeed); end >= 0; end = text.indexOf(lineFeed)) {
        lines(joined(rest, text.subarray(0, end)));
        rest = new Uint8Array(0);
        text = text.subarray(end + 1);
      }
      rest = joined(rest, text).slice();
      if (rest.length > longestLine) {
        throw new DataError(`${path}: has a line of more than ${longestLine} bytes, must be text in lines`);
      }
    }
    lines(rest);
  } finally {
    await source.close();
  }
}

function lineTaker(
  path: string,
  take: (line: Uint8Array, number: number) => void,
): (line: Uint8Array) => void {
  let [number, empty] = [0, 0];
  return line => {
    number++;
    const text = line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
    if (text.length === 0) {
      if (empty === 0) empty = number;
      return;
    }
    if (empty > 0) throw new DataError(`${path}:${empty}: is empty, must be so at the end of the file only`);
    take(text, number);
  };
}

function joined(start: Uint8Array, end: Uint8Array): Uint8Array {
  return start.length === 0 ? end : Buffer.concat([start, end]);
}
