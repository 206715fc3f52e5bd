/** Real images, where they are: PHYSLAYER_SHARED_DATA, or ../shared/data beside the repository. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolder } from '../../src/data/folder-listing.js';
import { decodeImage } from '../../src/data/image-file.js';
import { splitDataset } from '../../src/data/split.js';
import { labelledDataset } from './files.js';

const folder = process.env.PHYSLAYER_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data');
const bloodCells = join(folder, 'blood-cells/train');
const isThere = existsSync(bloodCells);
const reason = isThere ? '' : ` (skipped: no ${bloodCells}; set PHYSLAYER_SHARED_DATA)`;

describe.skipIf(!isThere)(`blood cells${reason}`, () => {
  it('are split so that no cell is both trained and tested on, though each has many turned copies', async () => {
    const { classNames, images } = await listFolder({ path: bloodCells, groupPattern: '^(\\d+)_' });
    expect(classNames).toEqual(['eosinophil', 'lymphocyte', 'monocyte', 'neutrophil']);
    expect(images.length).toBe(9957);
    const groups = images.map(image => image.group);
    expect(new Set(groups).size).toBe(277);
    const dataset = {
      ...labelledDataset(
        images.map(image => image.label),
        { groups },
      ),
      classNames,
    };
    const split = splitDataset(dataset, { seed: 1, validationFraction: 0.15, testFraction: 0.2 });
    const [train, validation, test] = [split.train, split.validation, split.test].map(
      indices => new Set([...indices].map(index => groups[index]!)),
    );
    expect([...train!].filter(group => validation!.has(group) || test!.has(group))).toEqual([]);
    expect([...validation!].filter(group => test!.has(group))).toEqual([]);
    // Monocytes come in 16 originals of about 155 copies, so a quarter of a class may miss its fraction by 3 %.
    expect(Math.abs(split.test.length / 9957 - 0.2)).toBeLessThan(0.03);
    expect(Math.abs(split.validation.length / 9957 - 0.15)).toBeLessThan(0.03);
  });

  it('are decoded to 160 x 120 pixels, pink and violet', async () => {
    const { images } = await listFolder({ path: bloodCells });
    const { path, format } = images.find(image => image.source.startsWith('monocyte/3_'))!;
    const image = await decodeImage(await readFile(path), path, format, 'rgb');
    expect(image).toMatchObject({ height: 120, width: 160, channels: 3, depth: 8 });
    const sums = [0, 0, 0];
    image.pixels.forEach((code, place) => (sums[place % 3]! += code));
    const [red, green, blue] = sums as [number, number, number];
    expect(green).toBeLessThan(Math.min(red, blue));
  });
});
