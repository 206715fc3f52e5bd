/** The engine that the trials of a process share. */
import { useEngine } from '../engine/choose-engine.js';
import type { EngineName } from '../engine/engine-names.js';

let running: { readonly name: EngineName; readonly threads: number; readonly runsOn: string } | null = null;

/**
 * Starts the engine of a trial, unless it is the one that runs already.
 *
 * @returns What it runs on, in words.
 */
export async function startTrialEngine(name: EngineName, threads: number): Promise<string> {
  if (running?.name !== name || running.threads !== threads) {
    running = { name, threads, runsOn: await useEngine(name, threads) };
  }
  return running.runsOn;
}
