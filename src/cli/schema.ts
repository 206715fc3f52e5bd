/** `physlayer schema`: the JSON Schema of configs, for editors. */
import type { Command } from './command.js';

export const schema: Command = {
  name: 'schema',
  usage: '',
  describe: 'Print the JSON Schema of configs, for an editor that completes and checks them',
  positionals: {},
  options: {},
  examples: [
    [
      '$0 schema > config.schema.json',
      'then begin a config with: # yaml-language-server: $schema=config.schema.json',
    ],
  ],
  run: async () => {
    const { configJsonSchema } = await import('../experiments/config/requirement.js');
    process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    return 0;
  },
};
