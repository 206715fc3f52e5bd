/**
 * Reconstruction: the scene, sample by sample, from the frame.
 *
 *   loss = MSE = mean (y − x)²,   score = PSNR = 10 log₁₀(1 / MSE) in dB
 *
 * y is the output as it is, not clipped to the range of the scene; full scale of the scene is 1. The score of a split is the mean of the
 * PSNRs of its images, which no single image can make infinite: an MSE below 1e-10 counts as that, 100 dB.
 * For scenes of high dynamic range the loss may be that of images after a logarithm, which lets dark parts count (losses/regression.ts):
 *   loss = mean (T(y) − T(x))²,   T(x) = sign(x) ln(1 + µ |x|) / ln(1 + µ)
 * Source: Wang & Bovik, IEEE Signal Process. Mag. 26, 98 (2009), doi:10.1109/MSP.2008.930649.
 */
import { sceneBatch } from '../batch.js';
import { muLaw, squaredError } from '../losses/regression.js';
import type { Task } from './task.js';

const leastError = 1e-10;

export const reconstruction: Task = {
  lossName: 'squared error',
  loss: squaredError,
  targets: sceneBatch,
  judge: (output, images, row) => {
    const scene = images.scenes(Uint32Array.of(row));
    const loss = output.reduce((sum, value, i) => sum + (value - scene[i]!) ** 2, 0) / output.length;
    // Not Math.max, which would make a finite score of a loss that is none.
    return { loss, score: -10 * Math.log10(loss < leastError ? leastError : loss) };
  },
};

/**
 * Reconstruction whose loss is the µ-law error; the score is the same.
 *
 * @param mu µ, above 0.
 */
export function hdrReconstruction(mu: number): Task {
  const tone = (value: number) => (Math.sign(value) * Math.log1p(mu * Math.abs(value))) / Math.log1p(mu);
  return {
    ...reconstruction,
    lossName: 'squared µ-law error',
    loss: muLaw({ mu }),
    judge: (output, images, row) => {
      const scene = images.scenes(Uint32Array.of(row));
      const squares = output.reduce((sum, value, i) => sum + (tone(value) - tone(scene[i]!)) ** 2, 0);
      return { ...reconstruction.judge(output, images, row), loss: squares / output.length };
    },
  };
}
