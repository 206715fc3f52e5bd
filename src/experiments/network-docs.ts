/** What the registries say of networks, losses and optimizers that a config can name, in Markdown. */
import { taskNames } from '../analysis/score-kind.js';
import type { ArchitectureDefinition } from '../networks/architectures/architecture.js';
import { architectures } from '../networks/architectures/registry.js';
import type { LossDefinition } from '../networks/losses/loss.js';
import { losses } from '../networks/losses/registry.js';
import { optimizers, type OptimizerDefinition } from '../networks/optimizers/registry.js';
import { answers, sharedKeysOf } from './config/network-schema.js';
import { lossesOfTask, lossKeys } from './config/training-schema.js';
import { keysMarkdown, markdownTable } from './layer-docs.js';

/** All networks, losses and optimizers, each an overview and then one by one. */
export function networksMarkdown(): string {
  return [
    ...['## Networks', '', ...networkOverview(), ''],
    ...architectures.flatMap(networkMarkdown),
    ...['## Losses', '', ...lossOverview(), ''],
    ...losses.flatMap(lossMarkdown),
    ...['## Optimizers', '', ...optimizers.flatMap(optimizerMarkdown)],
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function networkOverview(): string[] {
  const rows = architectures.map(each => {
    const { network, summary } = each;
    const tasks = taskNames.filter(task => answers(each, task));
    return [`[\`${network}\`](#${network})`, tasks.join(', '), summary];
  });
  return markdownTable(['network', 'tasks', 'what it is'], rows);
}

function networkMarkdown(definition: ArchitectureDefinition): string[] {
  const { network, title, summary, source, gives, keys } = definition;
  const all = { ...keys, ...sharedKeysOf({ gives }) };
  const lines = [`### ${network}`, '', `${title}. ${summary}`, '', `Source: ${source}.`];
  return [...lines, ...keysMarkdown({ keys: all }), ''];
}

function lossOverview(): string[] {
  const rows = losses.map(({ loss, title }) => {
    const tasks = taskNames.filter(task => lossesOfTask[task].includes(loss));
    return [`[\`${loss}\`](#${loss})`, tasks.join(', '), title];
  });
  return markdownTable(['loss', 'tasks', 'what it is'], rows);
}

function lossMarkdown(definition: LossDefinition): string[] {
  const { loss, title, equation, source } = definition;
  const lines = [`### ${loss}`, '', `${title}.`, '', '```text', equation, '```', '', `Source: ${source}.`];
  return [...lines, ...keysMarkdown({ keys: lossKeys(definition) }), ''];
}

function optimizerMarkdown({ optimizer, title, equation, source, keys }: OptimizerDefinition): string[] {
  const lines = [
    `### ${optimizer}`,
    '',
    `${title}.`,
    '',
    '```text',
    equation,
    '```',
    '',
    `Source: ${source}.`,
  ];
  return [...lines, ...keysMarkdown({ keys }), ''];
}
