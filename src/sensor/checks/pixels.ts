/** Physics checks of pixel integration (D16, D17), through the response of the pixels to sampled waves. */
import { tf } from '../../engine/tfjs.js';
import { integrateAreas, overlapLengths } from '../../engine/area-integration.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';

/** Samples across a pixel, and pixels across the frame. */
const [samplesPerPixel, pixels] = [64, 16];

/**
 * Contrast of a wave of `cycles` per pixel, after integration over active areas with this linear fill factor.
 *
 * The wave has its crests at centres of pixels; at 1/2 cycle per pixel they alternate between crest and trough.
 */
function contrast(cycles: number, fillFactor: number): number {
  const samples = pixels * samplesPerPixel;
  const aperture = fillFactor * samplesPerPixel;
  const phase = (sample: number) => 2 * Math.PI * cycles * ((sample + 0.5) / samplesPerPixel - 0.5);
  const wave = Float32Array.from({ length: samples }, (_, sample) => Math.cos(phase(sample)));
  const lengths = overlapLengths({ samples, cells: pixels, pitch: samplesPerPixel, aperture });
  const across = tf.tensor2d(
    lengths.map(length => length / aperture),
    [pixels, samples],
  );
  const image = tf.tensor4d(wave, [1, 1, samples, 1]);
  const read = integrateAreas(image, tf.ones([1, 1]), across).dataSync<'float32'>();
  const crests = Array.from(read, (_, pixel) => Math.cos(2 * Math.PI * cycles * pixel));
  const overlap = crests.reduce((sum, crest, pixel) => sum + crest * read[pixel]!, 0);
  return overlap / crests.reduce((sum, crest) => sum + crest ** 2, 0);
}

function sinc(x: number): number {
  return Math.sin(Math.PI * x) / (Math.PI * x);
}

const apertures = [
  { cycles: 0.5, fillFactor: 1 },
  { cycles: 0.5, fillFactor: 0.5 },
  { cycles: 0.25, fillFactor: 1 },
];

export const pixelChecks: readonly PhysicsCheck[] = [
  ...apertures.map(({ cycles, fillFactor }) => ({
    id: 'D16',
    title: `contrast of a wave of ${cycles} cycles per pixel, linear fill factor ${100 * fillFactor} %`,
    formula: 'sinc(ν p · fill factor)',
    unit: '',
    expected: sinc(cycles * fillFactor),
    tolerance: 1e-3,
    measure: () => contrast(cycles, fillFactor),
  })),
  {
    id: 'D17',
    title: 'signal of pixels of 3 × 3 samples with one photon each',
    formula: 'k²',
    unit: 'photons',
    expected: 9,
    tolerance: 1e-5,
    measure: () => {
      const lengths = overlapLengths({ samples: 12, cells: 4, pitch: 3, aperture: 3 });
      const sums = tf.tensor2d(lengths, [4, 12]);
      return integrateAreas(tf.ones([1, 12, 12, 1]), sums, sums)
        .max()
        .dataSync()[0]!;
    },
  },
];
