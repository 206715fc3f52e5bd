/** Designs that would be built otherwise than they were trained: score of both. */
import { meanInterval } from '../analysis/statistics.js';
import { combinationTable } from './combination-table.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { scoreText } from './number-text.js';

/** The scores of each combination; nothing where no design was hardened. */
export function hardTable(evidence: Evidence): Html | null {
  const { kind } = evidence;
  return combinationTable(evidence, {
    id: 'hardened',
    title: 'Design as built',
    caption: html`Training sharpens a continuous design step by step; what can be built is discrete, such as
    open or closed elements. Test ${kind.name} of both with the same noise, mean ± half the 95 % confidence
    interval.`,
    columns: ['As trained', 'As built', 'n'],
    cells: ({ rows }) => {
      const hardened = rows.filter(row => row.hardTestScore !== undefined);
      if (hardened.length === 0) return null;
      const soft = meanInterval(hardened.map(row => row.testScore));
      const hard = meanInterval(hardened.map(row => row.hardTestScore!));
      return [scoreText(kind, soft), scoreText(kind, hard), hardened.length];
    },
  });
}
