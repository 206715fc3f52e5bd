/** The original that a test image shows, in the tables of test images: written where it is not the image itself. */
import type { Table } from 'apache-arrow';
import { columnValues, type Column } from './arrow-table.js';

export interface Grouped {
  readonly source: string;
  /** Images of one original never span two parts of a split; absent where each image is its own. */
  readonly group?: string;
}

/** None where each image is its own original. */
export function groupColumn(rows: readonly Grouped[]): Column[] {
  if (rows.every(({ source, group }) => (group ?? source) === source)) return [];
  return [{ name: 'group', kind: 'utf8', values: rows.map(groupOf) }];
}

export function groupOf({ source, group }: Grouped): string {
  return group ?? source;
}

/** From rows of the table to their originals; nothing where each image is its own. */
export function readGroups(table: Table): (row: number) => Pick<Grouped, 'group'> {
  if (!table.schema.fields.some(({ name }) => name === 'group')) return () => ({});
  const groups = columnValues(table, 'group', 'utf8');
  return row => ({ group: groups[row]! });
}
