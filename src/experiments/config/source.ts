/** The text of a config file as a tree of values that remembers where each one stands. */
import { readFile } from 'node:fs/promises';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import { ConfigError, valueText } from './problem.js';
import type { Path } from './tree.js';

const largestFile = 256 * 1024;

export interface ConfigSource {
  readonly file: string;
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the file has a value at a path. */
  has(path: Path): boolean;
  /** `file:line:column` of a key or a value; of the nearest section or list item above it where the file lacks it. */
  locate(path: Path, part: 'key' | 'value'): string;
}

/**
 * Reads a config file.
 *
 * @throws ConfigError naming file, line and column if it cannot be read or is not a tree of keys and values.
 */
export async function readConfigSource(file: string): Promise<ConfigSource> {
  return parseConfigSource(file, await readText(file));
}

export function parseConfigSource(file: string, text: string): ConfigSource {
  const counter = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const syntaxFaults = [...document.errors, ...document.warnings].map(
    fault => `${at(fault.pos[0])}: ${syntaxFault(fault, text)}`,
  );
  const faults = syntaxFaults.length > 0 ? [...new Set(syntaxFaults)] : structureFaults(document, at);
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    file,
    text,
    values: document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>,
    has: path => document.hasIn(path),
    locate: (path, part) => at(offsetOf(document, path, part)),
  };
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new ConfigError([`${file}: ${readFault(error as NodeJS.ErrnoException)}`]);
  });
  if (bytes.length > largestFile) {
    throw new ConfigError([
      `${file}: found ${bytes.length} bytes, a config must have at most ${largestFile}`,
    ]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError([`${file}: found bytes that are not UTF-8, a config must be a YAML text file`]);
  }
}

function readFault({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'found no such file, must be a config file (YAML)';
  if (code === 'EISDIR') return 'found a folder, must be a config file (YAML)';
  if (code === 'EACCES') return 'found a file that may not be read, must be a readable config file';
  return `cannot be read: ${message}`;
}

function syntaxFault({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^:\s]+/.exec(text.slice(pos[0]))?.[0] ?? '';
    return `found the key ${key} twice in one section, must be given once`;
  }
  if (code === 'MULTIPLE_DOCS') return 'found a second document (---), a config must be one';
  if (message.includes('call stack'))
    return 'found lists or groups nested without end, must be a few levels deep';
  return message;
}

/** What YAML allows but a config must not have. */
function structureFaults(document: Document.Parsed, at: (offset: number) => string): string[] {
  const root = document.contents;
  if (!isMap(root)) {
    const found = root === null ? 'nothing' : isSeq(root) ? 'a list' : valueText(root.toJS(document));
    return [
      `${at(root?.range[0] ?? 0)}: found ${found}, a config must be keys with values, such as 'name: my-sweep'`,
    ];
  }
  const faults: string[] = [];
  const fault = (node: Node, message: string): number =>
    faults.push(`${at(node.range?.[0] ?? 0)}: ${message}`);
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) fault(node, `found the alias *${node.source}, must be the value itself written out`);
      else if (node.anchor !== undefined)
        fault(node, `found the anchor &${node.anchor}, must be a plain value`);
    },
    Pair: (_, { key }) => {
      if (!isNode(key) || (isScalar(key) && typeof key.value === 'string') || isAlias(key)) return;
      fault(key, `found ${valueText(key.toJS(document))} as a key, a key must be a name`);
    },
  });
  return faults;
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let [keyOffset, valueOffset] = [0, 0];
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) return keyOffset;
      keyOffset = (pair.key as Node).range?.[0] ?? keyOffset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      keyOffset = (isNode(node) ? node.range?.[0] : undefined) ?? keyOffset;
    } else {
      return keyOffset;
    }
    const offset = isNode(node) ? node.range?.[0] : undefined;
    valueOffset = offset ?? keyOffset;
  }
  return part === 'key' ? keyOffset : valueOffset;
}
