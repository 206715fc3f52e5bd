/** From the arguments of a command to a plan whose config and data were checked. */
import type { LoadedConfig } from '../experiments/config/parse.js';
import type { ExperimentPlan } from '../experiments/plan.js';
import { UsageError } from './usage-error.js';

/** Loads and checks a config; no data is read. */
export async function loadChecked(
  file: string,
  overrides: readonly string[],
  isSingle: boolean,
): Promise<LoadedConfig> {
  const { loadConfig } = await import('../experiments/config/parse.js');
  return loadConfig({ file, overrides, overrideFolder: process.cwd(), isSingle });
}

/** @throws UsageError if the data or the engine cannot be used. */
export async function planChecked(loaded: LoadedConfig): Promise<ExperimentPlan> {
  const { planSweep } = await import('../experiments/plan.js');
  try {
    const plan = await planSweep(loaded);
    await tryRareEngines(plan);
    return plan;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Starts each engine of the plan that needs more than came with physlayer; what is missing is better known now than per trial. */
async function tryRareEngines({ trials }: ExperimentPlan): Promise<void> {
  const names = new Set(trials.map(({ config }) => config.engine));
  for (const name of names) {
    if (name === 'onnx' || name === 'cpu') continue;
    const { useEngine } = await import('../engine/choose-engine.js');
    await useEngine(name);
  }
}
