/** Entry of the report: from the folder of a sweep to its page. */
import { join } from 'node:path';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import { drawFigures } from '../figures/draw-all.js';
import type { Figure } from '../figures/figure.js';
import { readEvidence } from './evidence.js';
import { reportPage } from './page.js';

/**
 * Writes `<folder>/index.html`, one file that needs nothing else to be read, atomically.
 *
 * @param folder Folder of a sweep, finished or not.
 * @param figures Its figures where they were drawn already; they are drawn (SVG, PDF and PNG) if omitted.
 * @returns Path of the page.
 * @throws RecordError if a file of the sweep is missing or damaged.
 */
export async function writeReport(folder: string, figures?: readonly Figure[]): Promise<string> {
  const evidence = readEvidence(folder);
  const drawn = figures ?? (await drawFigures(folder, { formats: ['svg', 'pdf', 'png'] }));
  const path = join(folder, 'index.html');
  writeFileAtomic(path, reportPage(evidence, drawn));
  return path;
}
