import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfigSource, readConfigSource } from '../../../src/experiments/config/source.js';

describe('the text of a config', () => {
  it.each([
    ['- a\n- b\n', "a.yaml:1:1: found a list, a config must be keys with values, such as 'name: my-sweep'"],
    ['', "a.yaml:1:1: found nothing, a config must be keys with values, such as 'name: my-sweep'"],
    [
      'just text',
      `a.yaml:1:1: found "just text", a config must be keys with values, such as 'name: my-sweep'`,
    ],
    ['name: a\n\tseed: 3\n', 'a.yaml:2:1: Tabs are not allowed as indentation'],
    ['a: 1\nb: {c: 1, c: 2}\n', 'a.yaml:2:11: found the key c twice in one section, must be given once'],
    ['a: 1\n---\nb: 2\n', 'a.yaml:2:1: found a second document (---), a config must be one'],
    ['a: !!js/function x\n', 'a.yaml:1:4: Unresolved tag: tag:yaml.org,2002:js/function'],
    ['1: x\n', 'a.yaml:1:1: found 1 as a key, a key must be a name'],
    ['a: *b\n', /^a\.yaml:1:4: (Unresolved alias|found the alias)/],
  ])('%j', (text, fault) => {
    expect(() => parseConfigSource('a.yaml', text)).toThrow(fault);
  });

  it('may not multiply itself with aliases', () => {
    const lines = Array.from({ length: 20 }, (_, row) => `k${row}: &a${row} [${`*a${row - 1},`.repeat(9)}]`);
    expect(() => parseConfigSource('a.yaml', `k: &a-1 [x]\n${lines.join('\n')}`)).toThrow(
      'a.yaml:1:9: found the anchor &a-1, must be a plain value',
    );
  });

  it('that nests without end gives an error, not a crash', () => {
    expect(() => parseConfigSource('a.yaml', `a: ${'['.repeat(50_000)}`)).toThrow(
      /^a\.yaml:1:\d+: found lists or groups nested without end/,
    );
  });

  it('keeps a key named __proto__ an ordinary, unknown key', () => {
    expect(Object.keys(parseConfigSource('a.yaml', '__proto__: {x: 1}').values)).toEqual(['__proto__']);
  });

  it('knows the place of keys and values, and of the section where a key is missing', () => {
    const source = parseConfigSource('a.yaml', 'a: 1\nb:\n  c: [5, 6]\r\n');
    expect(source.locate(['b', 'c'], 'key')).toBe('a.yaml:3:3');
    expect(source.locate(['b', 'c'], 'value')).toBe('a.yaml:3:6');
    expect(source.locate(['b', 'c', 1], 'value')).toBe('a.yaml:3:10');
    expect(source.locate(['b', 'missing'], 'value')).toBe('a.yaml:2:1');
  });
});

describe('a config file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));

  it.each([
    ['missing.yaml', null, 'found no such file, must be a config file (YAML)'],
    ['.', null, 'found a folder, must be a config file (YAML)'],
    [
      'binary.yaml',
      Buffer.from([0xff, 0xfe, 0]),
      'found bytes that are not UTF-8, a config must be a YAML text file',
    ],
    ['large.yaml', Buffer.alloc(300_000, '#'), 'found 300000 bytes, a config must have at most 262144'],
  ])('%s', async (name, content, fault) => {
    const file = join(folder, name);
    if (content !== null) writeFileSync(file, content);
    await expect(readConfigSource(file)).rejects.toThrow(`${file}: ${fault}`);
  });
});
