import { cnn } from './cnn.js';
import { diffractive } from './diffractive.js';
import { ledImages } from './led-images.js';
import { lens64, lens128 } from './lens.js';
import { lowRankBlur } from './low-rank-blur.js';
import { phaseMask } from './phase-mask.js';
import { resnet20 } from './resnet20.js';
import { unet } from './unet.js';

/**
 * The networks of the bench by the names that torch_peer.py gives them. Each is built on the current backend:
 * `variables` to train, `inputs` (one batch), and `loss(...inputs)`, a scalar.
 */
export const workloads = {
  cnn,
  unet,
  resnet20,
  phase_mask: phaseMask,
  diffractive,
  led_images: ledImages,
  low_rank_blur: lowRankBlur,
  lens_64: lens64,
  lens_128: lens128,
};

/** @throws RangeError if there is no such workload. */
export function workloadNamed(name) {
  if (Object.hasOwn(workloads, name)) return workloads[name];
  throw new RangeError(`bench: workload is ${name}, must be one of ${Object.keys(workloads).join(', ')}`);
}
