/**
 * The bundle of `npm run test:tfjs`: starts the engine, names it as the backend to test, then loads the specs of tfjs-core.
 * run.js bundles this file, so that the specs and the engine share one copy of tfjs-core.
 */
import { isWanted } from './environment.js';
import '@tensorflow/tfjs-core/dist/tests.js';

export { isWanted };
export { onFallback } from '../../src/engine/fallback.js';
export { knownDifferences } from './known-differences.js';
