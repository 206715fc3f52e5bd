/**
 * Boxes in the XML files of Pascal VOC, one file for each image and of its name.
 *
 * Pixels count from 1 there, and both edges lie within the box: xmin of the leftmost pixel is 1, which here is the edge 0.
 * Entities are not expanded, so that no small file can become a large one.
 * Source: Everingham et al., Int. J. Comput. Vis. 88, 303 (2010), doi:10.1007/s11263-009-0275-4.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { DataError, fileFault } from '../data-error.js';
import { coordinateOf, type Box } from './box.js';

const largestBytes = 1 << 24;
const edges = ['xmin', 'ymin', 'xmax', 'ymax'] as const;

const annotation = z.object({
  annotation: z.object({
    object: z
      .array(
        z.object({ name: z.string(), bndbox: z.object(Object.fromEntries(edges.map(e => [e, z.string()]))) }),
      )
      .default([]),
  }),
});

const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: name => name === 'object',
});

/**
 * Reads all files of a folder, in the order of their names.
 *
 * @throws DataError naming a file that is no such annotation.
 */
export async function readBoxVoc(folder: string): Promise<Box[]> {
  const names = (await readdir(folder).catch((error: unknown) => Promise.reject(fileFault(folder, error))))
    .filter(name => extname(name).toLowerCase() === '.xml')
    .sort();
  if (names.length === 0) throw new DataError(`${folder}: has no XML file, must have one for each image`);
  const boxes: Box[] = [];
  for (const name of names) {
    const path = join(folder, name);
    for (const box of parseVoc(await readText(path), path)) boxes.push(box);
  }
  return boxes;
}

/**
 * The boxes of one file.
 *
 * @param path Its name, which is that of the image but for the extension.
 * @throws DataError if it is no such annotation.
 */
export function parseVoc(text: string, path: string): Box[] {
  // The parser takes a file that was cut between two objects for a whole one.
  if (!text.trimEnd().endsWith('</annotation>')) {
    throw new DataError(`${path}: does not end with </annotation>, must be a whole Pascal VOC annotation`);
  }
  const read = annotation.safeParse(parsed(text, path));
  if (!read.success) {
    const [issue] = read.error.issues;
    const key = issue!.path.join('.');
    throw new DataError(
      `${path}: has no readable ${key === '' ? 'annotation' : key}, must be a Pascal VOC annotation`,
    );
  }
  const image = basename(path, extname(path));
  return read.data.annotation.object.map(({ name, bndbox }, index) => {
    const where = `${path}: object ${index + 1} (counted from 1)`;
    const [xMin, yMin, xMax, yMax] = edges.map(edge => coordinateOf(bndbox[edge]!, edge, where));
    return {
      ...{ image, label: name.trim(), where },
      ...{ xMin: xMin! - 1, yMin: yMin! - 1, xMax: xMax!, yMax: yMax! },
    };
  });
}

function parsed(text: string, path: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    throw new DataError(`${path}: is no valid XML (${(error as Error).message}), must be`, { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= largestBytes) return await readFile(path, 'utf8');
    throw new DataError(`${path}: has ${size} bytes, must have at most ${largestBytes}`);
  } catch (error) {
    throw error instanceof DataError ? error : fileFault(path, error);
  }
}
