/** The losses that a config can name. */
import { sigmoidDefinition, softmaxDefinition } from './classification.js';
import { diceDefinition, diceSumDefinition } from './dice.js';
import type { LossDefinition } from './loss.js';
import { absoluteDefinition, huberDefinition, muLawDefinition, squaredDefinition } from './regression.js';

export const losses: readonly LossDefinition[] = [
  softmaxDefinition,
  sigmoidDefinition,
  diceDefinition,
  diceSumDefinition,
  squaredDefinition,
  absoluteDefinition,
  huberDefinition,
  muLawDefinition,
];
