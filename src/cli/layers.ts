/** `physlayer layers`: the physical layers that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { textArgument } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { textTable } from './text-table.js';
import { UsageError } from './usage-error.js';

export const layers: Command = {
  name: 'layers',
  usage: '[layer]',
  describe: 'List the layers of optics and sensor, or the keys of one of them',
  positionals: { layer: 'Name of a layer, such as quantizer' },
  options: {},
  examples: [
    ['$0 layers', 'all layers, a line each'],
    ['$0 layers quantizer', 'what it simulates, its keys with units and defaults'],
  ],
  run: runLayersCommand,
};

async function runLayersCommand(args: Arguments): Promise<number> {
  const [{ describeKeys, modesOf }, { layerLists }, { nearestName }] = await Promise.all([
    import('../experiments/layer-docs.js'),
    import('../experiments/config/layer-schema.js'),
    import('../experiments/config/nearest.js'),
  ]);
  if (args.layer === undefined) {
    const rows = Object.entries(layerLists).flatMap(([section, definitions]) =>
      definitions.map(({ layer, summary }) => [section, layer, summary]),
    );
    process.stdout.write(`${textTable(['section', 'layer', 'what it simulates'], rows)}\n`);
    return 0;
  }
  const name = textArgument(args, 'layer');
  const all: readonly LayerDefinition[] = Object.values(layerLists).flat();
  const definition = all.find(({ layer }) => layer === name);
  if (definition === undefined) {
    const names = all.map(({ layer }) => layer);
    const near = nearestName(name, names);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    throw new UsageError(`found the layer '${name}', must be ${names.join(', ')}${hint}`);
  }
  const { title, summary, equation, source, takes } = definition;
  const keys = describeKeys(definition).map(({ key, byDefault, meaning }) => [key, byDefault, meaning]);
  const lines = [
    `${title}: ${summary}`,
    '',
    `  ${equation}`,
    '',
    `takes   ${takes.join(', ')}`,
    `mode    ${modesOf(definition)}`,
    `source  ${source}`,
    ...(keys.length === 0 ? [] : ['', textTable(['key', 'default', 'meaning'], keys)]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
