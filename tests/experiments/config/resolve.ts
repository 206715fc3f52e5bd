import { ConfigError } from '../../../src/experiments/config/problem.js';
import type { ExperimentConfig } from '../../../src/experiments/config/schema.js';
import { resolveConfig, type LoadedConfig } from '../../../src/experiments/config/parse.js';
import { parseConfigSource } from '../../../src/experiments/config/source.js';

export const smallest = 'name: small\ndata: { source: mnist }\n';

/** Resolves the text of a config file that would be /experiments/a.yaml, with overrides given in /here. */
export function resolveText(text: string, overrides: readonly string[] = [], isSingle = false): LoadedConfig {
  const request = { file: '/experiments/a.yaml', overrides, overrideFolder: '/here', isSingle };
  return resolveConfig(parseConfigSource(request.file, text), request);
}

/** The lines of the error that a config gives, without the name of its file. */
export function faultsOf(text: string, overrides: readonly string[] = [], isSingle = false): string[] {
  try {
    resolveText(text, overrides, isSingle);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.lines.map(line => line.replace('/experiments/a.yaml:', ''));
    throw error;
  }
  return [];
}

/** A key of a layer in either list, by the name of the layer. */
export function layerKey({ optics, sensor }: ExperimentConfig, name: string, key: string): unknown {
  return [...optics, ...sensor].find(item => item.name === name)?.[key];
}
