import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layerExamples } from '../examples/layers.js';
import { listNames } from '../src/experiments/config/layer-schema.js';
import { sectionMarkdown } from '../src/experiments/layer-docs.js';
import { networksMarkdown } from '../src/experiments/network-docs.js';
import { resolveConfig } from '../src/experiments/config/parse.js';
import { configJsonSchema } from '../src/experiments/config/requirement.js';
import { parseConfigSource, readConfigSource } from '../src/experiments/config/source.js';

const root = resolve(import.meta.dirname, '..');
const pages = ['README.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`)]
  .filter(name => name.endsWith('.md'))
  .map(name => ({ name, text: readFileSync(join(root, name), 'utf8') }));

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(match => match[1]!);
}

/** The anchors GitHub gives to the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

describe.each(pages)('$name', ({ name, text }) => {
  test('names only commands that exist', () => {
    const commands = [...text.matchAll(/npx physlayer ([a-z]+)/g)].map(match => match[1]!);
    for (const command of commands) {
      const file = join(root, 'src/cli', `${command}.ts`);
      expect(existsSync(file), `npx physlayer ${command}`).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(`name: '${command}'`);
    }
  });

  test('has relative links that lead to a file, and to a heading of it', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    for (const [link, path, anchor] of links) {
      const target = path === '' ? join(root, name) : resolve(root, dirname(name), path!);
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(anchor);
    }
  });

  test('shows scripts of the package that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of text.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)) {
      expect(scripts).toHaveProperty([script!]);
    }
  });
});

/** Command lines of the docs that run a config of the repository: its file and its overrides. */
const runs = pages.flatMap(({ name, text }) =>
  blocksOf(text, 'sh')
    .flatMap(block => block.split('\n'))
    .flatMap(line => {
      const command = /npx physlayer (sweep|train|validate) (configs\/\S+)([^#]*)/.exec(line);
      if (!command) return [];
      const overrides = (command[3]!.match(/'[^']*'|\S+/g) ?? []).filter(word => word.includes('='));
      return [
        {
          name,
          command: command[1]!,
          file: command[2]!,
          overrides: overrides.map(word => word.replaceAll("'", '')),
        },
      ];
    }),
);

test.each(runs)(
  '$name: $command $file $overrides is a valid config',
  async ({ command, file, overrides }) => {
    const source = await readConfigSource(join(root, file));
    const request = { file, overrides, overrideFolder: root, isSingle: command === 'train' };
    expect(resolveConfig(source, request).points.length).toBeGreaterThan(0);
  },
);

/** Keys of networks, losses and optimizers stand on a page of their own. */
const ownPage = /^(network|training\.(loss|optimizer))\.(?!type$)/;

describe('docs/config.md', () => {
  const { text } = pages.find(({ name }) => name === 'docs/config.md')!;

  test('lists each config of the repository', () => {
    const configs = readdirSync(join(root, 'configs')).filter(name => name.endsWith('.yaml'));
    const listed = [...text.matchAll(/^\| \[([\w-]+\.yaml)\]\(\.\.\/configs\/\1\)/gm)].map(
      match => match[1]!,
    );
    expect(listed.toSorted()).toEqual(configs.toSorted());
  });

  test('has a config as its first example that is valid', () => {
    const { points, repeats } = resolveConfig(
      parseConfigSource('my-sweep.yaml', blocksOf(text, 'yaml')[0]!),
      {
        file: 'my-sweep.yaml',
        overrideFolder: root,
      },
    );
    expect([points.length, repeats]).toEqual([6, 3]);
  });

  test('shows the error that its example of a misspelt key gives', () => {
    const [error] = blocksOf(text, 'text');
    const [, line] = /^my-sweep\.yaml:(\d+):/.exec(error!)!;
    const lines = blocksOf(text, 'yaml')[0]!.split('\n');
    lines[Number(line) - 1] = lines[Number(line) - 1]!.replace('readNoise', 'redNoise');
    const source = parseConfigSource('my-sweep.yaml', lines.join('\n'));
    expect(() => resolveConfig(source, { file: 'my-sweep.yaml', overrideFolder: root })).toThrow(
      error!.trim(),
    );
  });

  test.each(keysOf(configJsonSchema()).filter(([key]) => !ownPage.test(key)))(
    'has a row for %s with its default %s',
    (key, value) => {
      const row = text
        .split('\n')
        .find(line => line.startsWith('|') && line.split('|')[1]!.includes(`\`${key}\``));
      expect(row).toBeDefined();
      if (value === undefined || typeof value === 'object') return;
      const names = [...row!.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(match => match[1]!);
      const defaults = row!.split('|')[2]!.trim().split(', ');
      expect(defaults[names.length === defaults.length ? names.indexOf(key) : 0]).toBe(
        `${value as string | number}`,
      );
    },
  );
});

/** `npm run docs` writes the tables of layers into their pages; the test run compares. */
const isWriting = process.env.npm_lifecycle_event === 'docs';

test.each(listNames)('docs/%s.md ends with what the registry says of its layers (npm run docs)', list => {
  const path = join(root, 'docs', `${list}.md`);
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf('## Layers\n');
  expect(start).toBeGreaterThan(0);
  const generated = `## Layers\n\n${sectionMarkdown(list, layer => layerExamples[layer]?.caption)}`;
  if (isWriting) writeFileSync(path, text.slice(0, start) + generated);
  else expect(text.slice(start)).toBe(generated);
});

test('docs/networks.md ends with what the registries say of networks, losses and optimizers (npm run docs)', () => {
  const path = join(root, 'docs/networks.md');
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf('## Networks\n');
  expect(start).toBeGreaterThan(0);
  const generated = networksMarkdown();
  if (isWriting) writeFileSync(path, text.slice(0, start) + generated);
  else expect(text.slice(start)).toBe(generated);
});

test('configs/config.schema.json is the schema of configs (npm run docs)', () => {
  const path = join(root, 'configs/config.schema.json');
  if (isWriting) writeFileSync(path, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  else expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(configJsonSchema());
});

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly oneOf?: readonly SchemaNode[];
  readonly default?: unknown;
}

/** Key paths of the schema with their defaults. */
function keysOf(node: SchemaNode, path = ''): [key: string, value: unknown][] {
  const options = (node.oneOf ?? []).flatMap(option => option.oneOf ?? [option]);
  const sections = [node, ...options].flatMap(part => Object.entries(part.properties ?? {}));
  if (sections.length === 0) return [[path, node.default]];
  const keys = sections.flatMap(([key, below]) => keysOf(below, path === '' ? key : `${path}.${key}`));
  return [...new Map(keys)];
}
