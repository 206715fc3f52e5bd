/** `physlayer optics`: the image of a point behind each layer of a camera that forms one, in numbers and as a figure. */
import type { OpticsRecord } from '../analysis/optics-record.js';
import { configArguments, configPositionals, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { loadChecked } from './load-plan.js';
import { UsageError } from './usage-error.js';

export const optics: Command = {
  name: 'optics',
  usage: '<config> [overrides..]',
  describe:
    'Print sampling, Strehl ratio, spot size and contrast of the lenses of a config, and draw them; no data is read',
  positionals: configPositionals,
  options: {
    out: {
      describe: 'Folder for the figure (default: results/<name>-optics)',
      type: 'string',
      requiresArg: true,
    },
    'no-figures': { describe: 'Draw no figure', type: 'boolean', default: false },
  },
  examples: [['$0 optics configs/bit-depth.yaml optics.fNumber=8', 'is the Airy disk sampled?']],
  run: runOpticsCommand,
};

async function runOpticsCommand(args: Arguments): Promise<number> {
  const { file, overrides } = configArguments(args);
  const { base } = await loadChecked(file, overrides, true);
  const [{ formsImages, opticsRecords }, { likelyChain }, { prepareOutFolder }, { startEngine }] =
    await Promise.all([
      import('../experiments/optics-quality.js'),
      import('../experiments/config/camera-rules.js'),
      import('../experiments/out-folder.js'),
      import('../engine/start.js'),
    ]);
  const chain = likelyChain(base);
  if (!formsImages(chain)) {
    const names = base.optics.map(({ name }) => name).join(', ') || 'none';
    throw new UsageError(
      `${file}: found no layer that images a point in optics (${names}), must have one, such as lens or diffraction`,
    );
  }
  const out = args.out === undefined ? `results/${base.name}-optics` : textOption(args, 'out');
  const isDrawn = args['no-figures'] !== true;
  if (isDrawn) prepareOutFolder(out, '.');
  await startEngine();
  const records = opticsRecords(chain);
  for (const record of records) process.stdout.write(`${recordText(record)}\n\n`);
  if (!isDrawn) return 0;
  const [{ opticsPanel }, { writeFigure }, { DEFAULT_STYLE }] = await Promise.all([
    import('../figures/optics-panel.js'),
    import('../figures/draw-all.js'),
    import('../figures/style.js'),
  ]);
  const figure = await writeFigure(out, opticsPanel(records, DEFAULT_STYLE));
  process.stderr.write(`figure: ${figure.files.join(', ')}\n`);
  return 0;
}

function recordText({ layer, label, numbers, sentences, warnings }: OpticsRecord): string {
  const widest = Math.max(...numbers.map(({ name }) => name.length));
  return [
    `${layer}, ${label}`,
    ...numbers.map(({ name, value, unit }) =>
      `  ${name.padEnd(widest)}  ${numberText(value)} ${unit}`.trimEnd(),
    ),
    ...sentences.map(sentence => `  ${sentence}`),
    ...warnings.map(warning => `  warning: ${warning}`),
  ].join('\n');
}

/** What a curve does not reach within what was computed has no number. */
function numberText(value: number): string {
  return Number.isNaN(value) ? 'not reached' : String(Number(value.toPrecision(4)));
}
