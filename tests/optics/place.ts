import type { LayerPlace } from '../../src/engine/layer-definition.js';
import type { Signal } from '../../src/engine/signal.js';

/** Where a layer of a config stands, a grey 8 × 8 scene arriving unless said otherwise. */
export function place(signal: Partial<Signal> = {}, isLearned = false): LayerPlace {
  const arriving: Signal = {
    unit: 'scene',
    height: 8,
    width: 8,
    channels: 1,
    pixelPitch: 3e-6,
    wavelengths: [550e-9],
    fullScale: 1,
    ...signal,
  };
  return { name: 'layer', isLearned, seed: 1, stream: 1, signal: arriving };
}
