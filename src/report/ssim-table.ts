/** Structural similarity of reconstructions, beside their score. */
import { meanInterval } from '../analysis/statistics.js';
import { combinationTable } from './combination-table.js';
import type { Evidence } from './evidence.js';
import { withDoiLinks, type Html } from './html.js';

/** The similarity of each combination; nothing where none was measured. */
export function ssimTable(evidence: Evidence): Html | null {
  return combinationTable(evidence, {
    id: 'ssim',
    title: 'Structural similarity',
    caption: withDoiLinks(
      'SSIM of the test images, at most 1 (Wang et al., IEEE Trans. Image Process. 13, 600 (2004), doi:10.1109/TIP.2003.819861), ' +
        'mean ± half the 95 % confidence interval.',
    ),
    columns: ['Test SSIM', 'n'],
    cells: ({ rows }) => {
      const values = rows.flatMap(({ testSsim }) => testSsim ?? []);
      if (values.length === 0) return null;
      const { mean, halfWidth } = meanInterval(values);
      const interval = halfWidth === null ? '' : ` ± ${halfWidth.toFixed(4)}`;
      return [`${mean.toFixed(4)}${interval}`, values.length];
    },
  });
}
