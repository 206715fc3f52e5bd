/** Boxes in a text file: a line each, with the columns image, label, xmin, ymin, xmax, ymax in any order, named by the first line. */
import { DataError } from '../data-error.js';
import { eachLine } from '../formats/lines.js';
import { coordinateOf, type Box } from './box.js';

const names = ['image', 'label', 'xmin', 'ymin', 'xmax', 'ymax'] as const;

/** @throws DataError naming file and line, counted from 1. */
export async function readBoxCsv(path: string): Promise<Box[]> {
  const boxes: Box[] = [];
  let columns: readonly number[] = [];
  let cellCount = 0;
  await eachLine(path, (line, number) => {
    const where = `${path}:${number}`;
    const cells = cellsOf(line, where);
    if (number === 1) {
      columns = columnsOf(cells, where);
      cellCount = cells.length;
      return;
    }
    if (cells.length !== cellCount) {
      throw new DataError(`${where}: has ${cells.length} cells, must have ${cellCount} as the first line`);
    }
    const [image, label, ...edges] = columns.map(column => cells[column]!);
    const [xMin, yMin, xMax, yMax] = edges.map((text, edge) => coordinateOf(text, names[edge + 2]!, where));
    boxes.push({
      ...{ image: image!.trim(), label: label!.trim(), where },
      ...{ xMin: xMin!, yMin: yMin!, xMax: xMax!, yMax: yMax! },
    });
  });
  if (boxes.length === 0) throw new DataError(`${path}: has no box, must have some`);
  return boxes;
}

function cellsOf(line: Uint8Array, where: string): string[] {
  const text = Buffer.from(line).toString('utf8');
  if (!text.includes('"')) return text.split(',');
  throw new DataError(`${where}: holds a quotation mark, must be names and numbers between commas`);
}

function columnsOf(cells: readonly string[], where: string): number[] {
  const found = cells.map(cell => cell.trim().toLowerCase());
  const twice = names.find(name => found.indexOf(name) !== found.lastIndexOf(name));
  if (twice !== undefined)
    throw new DataError(`${where}: names the column ${twice} twice, must name it once`);
  const missing = names.find(name => !found.includes(name));
  if (missing === undefined) return names.map(name => found.indexOf(name));
  throw new DataError(
    `${where}: has no column ${missing}, must name the columns ${names.join(', ')} in the first line`,
  );
}
