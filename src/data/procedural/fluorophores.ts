/**
 * Mixtures of fluorophores with known spectra: which of them is there most?
 *
 *   scene(x, y, c) = Σₖ aₖ(x, y) sₖ(c),   Σₖ aₖ ≤ 1
 *
 * Spectral channels divide 420 to 740 nm evenly. An emission rises as a Gaussian in wavelength (σ 14 nm) and falls as a wider one
 * (σ 28 nm); sₖ is its mean over each channel, and all sₖ have the same sum, the brightest channel of all being 1. Peaks are those of
 * DAPI, EGFP, TRITC, and Cy5 (461, 507, 573, 664 nm); the shape is a model, not their measured spectra. All fluorophores
 * lie in structures of the same kind (soft filaments), so only the spectra tell them apart. The dominant one has 1.4 to 3 times the amount
 * of each other.
 * Ground truth: `abundances`, [height, width, fluorophores]; `spectra`, [fluorophores, channels].
 */
import type { HostRandom } from '../../engine/host-random.js';
import { between, imageOf, type SceneKind, type SceneSize } from './scene-kind.js';

export interface FluorophoreOptions {
  /** How many of the four are in the mixture, 2 to 4. */
  readonly fluorophores: number;
  readonly spectralChannels: number;
}

const emitters = [
  ['DAPI', 461],
  ['EGFP', 507],
  ['TRITC', 573],
  ['Cy5', 664],
] as const;
/** Nanometres. */
const [shortest, longest, rise, fall] = [420, 740, 14, 28];
const samplesPerChannel = 32;
const filaments = 3;

export function fluorophores({ fluorophores: count, spectralChannels }: FluorophoreOptions): SceneKind {
  const spectra = emissionSpectra(count, spectralChannels);
  return {
    channels: spectralChannels,
    classNames: emitters.slice(0, count).map(([name]) => name),
    draw(label, size, random) {
      const maps = Array.from({ length: count }, (_, k) => {
        const amount = k === label ? 1 : 1 / between(random, 1.4, 3);
        return scaled(filamentMap(size, random), amount);
      });
      const pixels = size.height * size.width;
      let highest = 0;
      for (let pixel = 0; pixel < pixels; pixel++) {
        highest = Math.max(
          highest,
          maps.reduce((sum, map) => sum + map[pixel]!, 0),
        );
      }
      const abundances = new Float32Array(pixels * count);
      const scene = new Float32Array(pixels * spectralChannels);
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let k = 0; k < count; k++) {
          const abundance = maps[k]![pixel]! / highest;
          abundances[pixel * count + k] = abundance;
          for (let c = 0; c < spectralChannels; c++) {
            scene[pixel * spectralChannels + c]! += abundance * spectra[k * spectralChannels + c]!;
          }
        }
      }
      // Sums of rounded shares may end a rounding above 1.
      return { scene: scene.map(value => Math.min(1, value)), truth: { abundances, spectra } };
    },
  };
}

/** [count, channels]; see the header. */
function emissionSpectra(count: number, channels: number): Float32Array {
  const width = (longest - shortest) / channels;
  const rows = emitters.slice(0, count).map(([, peak]) => {
    const means = Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < samplesPerChannel; i++) {
        const distance = shortest + (c + (i + 0.5) / samplesPerChannel) * width - peak;
        sum += Math.exp(-((distance / (distance < 0 ? rise : fall)) ** 2) / 2);
      }
      return sum / samplesPerChannel;
    });
    const total = means.reduce((a, b) => a + b, 0);
    return means.map(mean => mean / total);
  });
  const highest = Math.max(...rows.flat());
  return Float32Array.from(rows.flat(), value => value / highest);
}

/** Scaled to a mean of `mean`. */
function scaled(map: Float32Array, mean: number): Float32Array {
  const factor = (mean * map.length) / map.reduce((a, b) => a + b, 0);
  return map.map(value => value * factor);
}

/** Soft curved lines across the image on a faint ground. */
function filamentMap(size: SceneSize, random: HostRandom): Float32Array {
  const side = Math.min(size.height, size.width);
  const lines = Array.from({ length: filaments }, () => ({
    x: between(random, 0.15, 0.85) * size.width,
    y: between(random, 0.15, 0.85) * size.height,
    angle: between(random, 0, Math.PI),
    bend: between(random, -0.6, 0.6) / side,
    sigma: between(random, 0.025, 0.05) * side,
    length: between(random, 0.15, 0.35) * side,
  }));
  return imageOf(size, (x, y) =>
    lines.reduce((sum, line) => {
      const [dx, dy] = [x - line.x, y - line.y];
      const along = dx * Math.cos(line.angle) + dy * Math.sin(line.angle);
      const across = dy * Math.cos(line.angle) - dx * Math.sin(line.angle) - line.bend * along ** 2;
      const beyond = Math.max(0, Math.abs(along) - line.length);
      return sum + Math.exp(-(across ** 2 + beyond ** 2) / (2 * line.sigma ** 2));
    }, 0.01),
  );
}
