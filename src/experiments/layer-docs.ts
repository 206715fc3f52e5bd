/** What the registries say of the layers that a config can name, as text for people. */
import { z } from 'zod';
import type { LayerDefinition } from '../engine/layer-definition.js';
import { layerLists, type ListName } from './config/layer-schema.js';

export interface KeyDescription {
  readonly key: string;
  /** As a config would write it; `none` where the key may be left out without taking a value. */
  readonly byDefault: string;
  readonly meaning: string;
}

/** Keys of a definition in their order, those that every one of its kind has left out. */
export function describeKeys({ keys }: Pick<LayerDefinition, 'keys'>): KeyDescription[] {
  const schema = z.toJSONSchema(z.strictObject(keys), { io: 'input' });
  return Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const { default: preset, description = '' } = value as { default?: unknown; description?: string };
    const isRequired = schema.required?.includes(key) ?? false;
    return { key, byDefault: presetText(preset, isRequired), meaning: description };
  });
}

function presetText(preset: unknown, isRequired: boolean): string {
  if (preset === undefined) return isRequired ? 'required' : 'none';
  return Array.isArray(preset) ? `[${preset.join(', ')}]` : JSON.stringify(preset).replaceAll('"', '');
}

/** `fixed, learned or off` */
export function modesOf({ canBeLearned }: LayerDefinition): string {
  return canBeLearned ? 'fixed, learned or off' : 'fixed or off';
}

/** A section of a page in Markdown: what the layer simulates, its picture, equation, units, source and keys. */
export function layerMarkdown(definition: LayerDefinition, caption?: string): string {
  const { layer, title, summary, equation, source, takes } = definition;
  return [
    `### ${layer}`,
    '',
    `${title}. ${summary}`,
    '',
    ...(caption === undefined ? [] : [`![${caption}](images/layers/${layer}.png)`, '']),
    '```text',
    equation,
    '```',
    '',
    `Takes ${takes.join(', ')}. Mode: ${modesOf(definition)}. Source: ${source}.`,
    ...keysMarkdown(definition),
    '',
  ].join('\n');
}

/**
 * All layers of a section in Markdown: an overview, then each layer.
 *
 * @param captionOf What the picture of a layer shows, for those who do not see it; undefined where there is none.
 */
export function sectionMarkdown(section: ListName, captionOf: (layer: string) => string | undefined): string {
  const definitions = layerLists[section];
  const overview = definitions.map(({ layer, summary }) => [`[\`${layer}\`](#${layer})`, summary]);
  return [
    ...markdownTable(['layer', 'what it simulates'], overview),
    '',
    definitions.map(each => layerMarkdown(each, captionOf(each.layer))).join('\n'),
  ].join('\n');
}

/** The keys of a definition as a table, behind an empty line; nothing where there are none. */
export function keysMarkdown(definition: Pick<LayerDefinition, 'keys'>): string[] {
  const rows = describeKeys(definition).map(({ key, byDefault, meaning }) => [
    `\`${key}\``,
    byDefault,
    meaning,
  ]);
  return rows.length === 0 ? [] : ['', ...markdownTable(['key', 'default', 'meaning'], rows)];
}

/** A table padded as Prettier pads it. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const escaped = rows.map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = header.map((name, column) =>
    Math.max(name.length, ...escaped.map(row => Array.from(row[column]!).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat(widths[column]! - Array.from(cell).length)).join(' | ')} |`;
  return [line(header), line(widths.map(width => '-'.repeat(width))), ...escaped.map(line)];
}
