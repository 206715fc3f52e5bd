/**
 * Mixtures of fluorophores with known spectra: which of them is there most?
 *
 *   content spectra:     scene(x, y, c) = Σₖ aₖ(x, y) sₖ(c)
 *   content abundances:  scene(x, y, k) = aₖ(x, y),   Σₖ aₖ ≤ 1
 *
 * Spectral channels divide 420 to 740 nm evenly. sₖ is the mean of the emission (spectra/fluorophores.ts) over each channel, over that of
 * the brightest channel of all. Abundances are for a camera whose optics begin with the layer `fluorophores`, which makes spectra of
 * them. All fluorophores lie in structures of the same kind (soft filaments), so only the spectra tell them apart. The dominant one has
 * 1.4 to 3 times the amount of each other.
 * Ground truth: `abundances`, [height, width, fluorophores]; `spectra`, [fluorophores, channels].
 */
import type { HostRandom } from '../../engine/host-random.js';
import { channelCentres, channelEdges, channelMeans, emissionRange } from '../../spectra/channels.js';
import { emission, type FluorophoreName } from '../../spectra/fluorophores.js';
import { between, imageOf, type SceneKind, type SceneSize } from './scene-kind.js';

export interface FluorophoreOptions {
  /** Those in the mixture; the classes, in this order. */
  readonly fluorophores: readonly FluorophoreName[];
  /** What the channels of a scene are: bands of wavelengths, or fluorophores. */
  readonly content: 'spectra' | 'abundances';
  /** Bands, 2 or more. */
  readonly spectralChannels: number;
}

const filaments = 3;

export function fluorophores(options: FluorophoreOptions): SceneKind {
  const { fluorophores: names, spectralChannels, content } = options;
  const spectra = emissionSpectra(names, spectralChannels);
  return {
    channels: fluorophoreChannels(options),
    classNames: names,
    draw(label, size, random) {
      const abundances = abundanceMaps(names.length, label, size, random);
      const truth = { abundances, spectra };
      if (content === 'abundances') return { scene: abundances, truth };
      return { scene: mixed(abundances, spectra, spectralChannels), truth };
    },
  };
}

/** Channels of a scene. */
export function fluorophoreChannels({
  fluorophores: names,
  content,
  spectralChannels,
}: FluorophoreOptions): number {
  return content === 'abundances' ? names.length : spectralChannels;
}

/** [height, width, fluorophores]; the largest sum at a pixel is 1. */
function abundanceMaps(count: number, label: number, size: SceneSize, random: HostRandom): Float32Array {
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
  return Float32Array.from(
    { length: pixels * count },
    (_, i) => maps[i % count]![Math.floor(i / count)]! / highest,
  );
}

/** [height, width, channels]. */
function mixed(abundances: Float32Array, spectra: Float32Array, channels: number): Float32Array {
  const count = spectra.length / channels;
  const scene = new Float32Array((abundances.length / count) * channels);
  abundances.forEach((abundance, i) => {
    const [first, k] = [Math.floor(i / count) * channels, i % count];
    for (let c = 0; c < channels; c++) scene[first + c]! += abundance * spectra[k * channels + c]!;
  });
  // Sums of rounded shares may end a rounding above 1.
  return scene.map(value => Math.min(1, value));
}

/** [fluorophores, channels]; see the header. */
function emissionSpectra(names: readonly FluorophoreName[], channels: number): Float32Array {
  const edges = channelEdges(channelCentres(emissionRange, channels));
  const means = names.flatMap(name => channelMeans(edges, wavelength => emission(name, wavelength)));
  const highest = Math.max(...means);
  return Float32Array.from(means, value => value / highest);
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
