/**
 * Milliseconds of single operators in the forms among which the kernels of src/engine choose:
 *
 *   node bench/operators.js [--threads 1] [--only TITLE]
 *
 * Forms run in turn. --only takes those operators whose title holds the text. The comments in src/engine cite these times.
 */
import { parseArgs } from 'node:util';
import { filterBlocks, productSums } from './operators/blocks.js';
import { convolutions, filterGradients } from './operators/convolution.js';
import { channelSums, spreadVectors, trailingOnes } from './operators/elementwise.js';
import { measure } from './operators/measure.js';
import { maskedGradients, maxPoolGradients } from './operators/pooling.js';

const { values: options } = parseArgs({
  options: { threads: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
});
const families = [
  convolutions,
  filterGradients,
  maxPoolGradients,
  maskedGradients,
  trailingOnes,
  spreadVectors,
  channelSums,
  productSums,
  filterBlocks,
];

for (const { title, forms } of families.flat().filter(({ title }) => title.includes(options.only))) {
  console.log(title);
  for (const [name, { median, min }] of Object.entries(measure(forms, Number(options.threads)))) {
    console.log(
      `  ${name.padEnd(10)} median ${median.toFixed(2).padStart(6)}   min ${min.toFixed(2).padStart(6)}`,
    );
  }
}
