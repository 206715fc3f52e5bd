/** The Methods of all trials as one: layers described in equal words share a text in which the numbers are listed. */
import type { MethodDescription, TrialResult } from '../analysis/trial-result-record.js';
import { valueText } from './number-text.js';

/** One layer, with the numbers of all trials that have it. */
export interface MergedMethod {
  readonly title: string;
  /** One text per wording, in the order of the trials. */
  readonly texts: readonly string[];
  readonly sources: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly unit: string; readonly values: string }[];
  /** Trials that have this layer. */
  readonly trials: number;
}

/** The layers of all trials, in the order of their first appearance. */
export function mergeMethods(results: readonly TrialResult[]): MergedMethod[] {
  const byTitle = new Map<string, MethodDescription[]>();
  for (const method of results.flatMap(result => result.methods)) {
    byTitle.set(method.title, [...(byTitle.get(method.title) ?? []), method]);
  }
  return [...byTitle].map(([title, methods]) => ({
    title,
    texts: mergeTexts(methods.map(method => method.text)),
    sources: distinct(methods.map(method => method.source)).filter(source => source !== ''),
    parameters: mergeParameters(methods),
    trials: methods.length,
  }));
}

function mergeParameters(methods: readonly MethodDescription[]): MergedMethod['parameters'] {
  const all = methods.flatMap(method => method.parameters);
  return distinct(all.map(({ name }) => name)).map(name => {
    const same = all.filter(parameter => parameter.name === name);
    return {
      name,
      unit: same[0]!.unit,
      values: alternatives(
        same.map(({ value }) => valueText(value)),
        ', ',
      ),
    };
  });
}

const NUMBER = /(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.]*[A-Za-z_])/;

/** Texts that differ in their numbers only become one: `received 200, 1000 or 5000 photons`. */
export function mergeTexts(texts: readonly string[]): string[] {
  const wordings = new Map<string, string[][]>();
  for (const text of distinct(texts)) {
    const words = text.split(NUMBER).join('\0');
    wordings.set(words, [...(wordings.get(words) ?? []), text.match(new RegExp(NUMBER, 'g')) ?? []]);
  }
  return [...wordings].map(([words, numbers]) =>
    words
      .split('\0')
      .map((part, slot) =>
        slot === 0
          ? part
          : alternatives(
              numbers.map(list => list[slot - 1]!),
              ' or ',
            ) + part,
      )
      .join(''),
  );
}

/** More different values than this are given as a range. */
const MOST_VALUES = 6;

function alternatives(values: readonly string[], lastSeparator: string): string {
  const given = distinct(values);
  if (given.length === 1) return given[0]!;
  // `200.0 or 5000` would say that one of them is known better.
  const isWhole = given.some(value => !value.includes('.'));
  const found = isWhole ? distinct(given.map(value => value.replace(/\.0+$/, ''))) : given;
  const isNumeric = !found.map(size).some(Number.isNaN);
  const sorted = isNumeric ? found.toSorted((a, b) => size(a) - size(b)) : found;
  if (sorted.length > MOST_VALUES) return `${sorted[0]!} to ${sorted.at(-1)!}`;
  return `${sorted.slice(0, -1).join(', ')}${lastSeparator}${sorted.at(-1)!}`;
}

function size(number: string): number {
  return Number(number.replaceAll(',', '').replace('−', '-'));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
