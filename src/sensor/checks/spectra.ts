/** Physics checks of spectra (D21): light sources, filters, absorption of silicon. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { channelCentres, channelEdges, channelMeans, channelShares } from '../../spectra/channels.js';
import { daylightPower } from '../../spectra/daylight.js';
import { emission } from '../../spectra/fluorophores.js';
import { siliconAbsorption } from '../../spectra/silicon.js';
import { blackbodyPhotons, blackbodyRadiance } from '../../spectra/blackbody.js';
import { gaussianArea, meanTransmission, type BandShape } from '../spectra/band.js';
import { evenFilters } from '../spectra/filter-design.js';
import { SpectralFilters } from '../spectra/spectral-filters.js';

const range = { shortest: 420e-9, longest: 740e-9 };

/** Wavelength at which a law of λ is highest, by golden section, m. */
function peakOf(law: (wavelength: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 80; i++) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (law(left) < law(right)) low = left;
    else high = right;
  }
  return (low + high) / 2;
}

function peakOfBlackbody(what: string, displacement: number, law: typeof blackbodyRadiance): PhysicsCheck {
  return {
    id: 'D21',
    title: `wavelength of most ${what} of a black body of 5000 K`,
    formula: `${displacement} mm K / T (Wien)`,
    unit: 'nm',
    expected: (displacement * 1e6) / 5000,
    tolerance: 1e-3,
    measure: () => 1e9 * peakOf(wavelength => law(wavelength, 5000), 200e-9, 2000e-9),
  };
}

function integral(shape: BandShape, channels: number, width: number, expected: number): PhysicsCheck {
  return {
    id: 'D21',
    title: `integral of a ${shape} filter of ${width} nm over ${channels} channels of ${320 / channels} nm`,
    formula: shape === 'gaussian' ? 'w √(π / 4 ln2)' : 'w',
    unit: 'nm',
    expected,
    // Edges of channels in float32 metres.
    tolerance: 1e-3,
    measure: () => {
      const edges = channelEdges(channelCentres(range, channels));
      const bands = {
        shape,
        centres: tf.tensor1d([573e-9]),
        widths: tf.tensor1d([width * 1e-9]),
        edge: 1e-9,
      };
      return meanTransmission(bands, edges).mean().dataSync()[0]! * 320;
    },
  };
}

function daylight(nanometres: number, expected: number): PhysicsCheck {
  return {
    id: 'D21',
    title: `power of daylight of 6504 K (D65) at ${nanometres} nm, 100 at 560 nm`,
    formula: 'S₀ + M₁ S₁ + M₂ S₂ (CIE)',
    unit: '',
    expected,
    tolerance: 0.05,
    measure: () => daylightPower(nanometres * 1e-9, 6504),
  };
}

function silicon(nanometres: number, extinction: number): PhysicsCheck {
  const expected = (4 * Math.PI * extinction) / (nanometres * 1e-7);
  return {
    id: 'D21',
    title: `absorption of silicon at ${nanometres} nm, against a later measurement (Schinke et al. 2015)`,
    formula: '4π k / λ, within 10 %',
    unit: '1/cm',
    expected,
    tolerance: 0.1 * expected,
    measure: () => siliconAbsorption(nanometres * 1e-9) / 100,
  };
}

function filtersOf(count: number, channels: number, edge: number): SpectralFilters {
  const wavelengths = channelCentres(range, channels);
  return new SpectralFilters({
    ...evenFilters(range, count),
    ...{ wavelengths, shape: 'flat-top', edge, peakTransmission: 1, doses: Array<number>(count).fill(1) },
  });
}

/** How the colour through a Gaussian band changes with its centre or width, in a spectrum that is λ / 1 µm, 1/µm. */
function slopeWith(of: 'centres' | 'widths'): number {
  const wavelengths = channelCentres(range, 64);
  const edges = channelEdges(wavelengths);
  const start = { centres: tf.tensor1d([580e-9]), widths: tf.tensor1d([60e-9]) };
  const colour = (value: tf.Tensor1D): tf.Scalar => {
    const bands = { ...start, [of]: value, shape: 'gaussian', edge: 1e-9 } as const;
    return meanTransmission(bands, edges)
      .mul(tf.tensor2d([wavelengths.map(each => each * 1e6)]))
      .mean();
  };
  return (
    tf
      .grad(value => colour(value as tf.Tensor1D))(start[of])
      .dataSync()[0]! * 1e-6
  );
}

function slopeCheck(of: 'centre' | 'width', factor: string, expected: number): PhysicsCheck {
  return {
    id: 'D21',
    title: `gradient of a colour with the ${of} of a Gaussian band of 60 nm at 580 nm, spectrum λ / 1 µm`,
    formula: `${factor} √(π / 4 ln2) / (1 µm Λ)`,
    unit: '1/µm',
    expected,
    tolerance: 1e-3 * expected,
    measure: () => slopeWith(`${of}s`),
  };
}

export const spectralChecks: readonly PhysicsCheck[] = [
  slopeCheck('centre', 'w', (60 * gaussianArea) / 320),
  slopeCheck('width', 'c', (580 * gaussianArea) / 320),
  peakOfBlackbody('energy', 2.897771955, blackbodyRadiance),
  peakOfBlackbody('photons', 3.669703, blackbodyPhotons),
  daylight(400, 82.75),
  daylight(460, 117.81),
  daylight(600, 90.01),
  daylight(700, 71.61),
  silicon(450, 9.5362e-2),
  silicon(500, 4.8542e-2),
  silicon(600, 1.8521e-2),
  silicon(700, 1.0623e-2),
  integral('gaussian', 64, 30, 30 * gaussianArea),
  integral('gaussian', 8, 3, 3 * gaussianArea),
  integral('flat-top', 64, 40, 40),
  integral('flat-top', 8, 20, 20),
  {
    id: 'D21',
    title: 'colour through a filter of 0.5 nm over its area, in a spectrum that is λ / 1 µm',
    formula: 'c / 1 µm: a narrow band samples',
    unit: '',
    expected: 0.5025,
    tolerance: 1e-4,
    measure: () => {
      const wavelengths = channelCentres(range, 64);
      const layer = new SpectralFilters({
        ...{ wavelengths, shape: 'gaussian', centres: [502.5e-9], widths: [0.5e-9], edge: 1e-9 },
        ...{ peakTransmission: 1, doses: [1] },
      });
      const ramp = tf.tensor4d(
        wavelengths.map(each => each * 1e6),
        [1, 1, 1, 64],
      );
      const colour = (layer.apply(ramp) as tf.Tensor).dataSync()[0]!;
      return (colour * 320) / (0.5 * gaussianArea);
    },
  },
  {
    id: 'D21',
    title:
      'light through 5 sharp filters side by side over all the light, in a random spectrum of 40 channels',
    formula: '1: Σ_k T_k = 1, but for the outer edges',
    unit: '',
    expected: 1,
    tolerance: 1e-4,
    measure: () => {
      const spectrum = tf.randomUniform<tf.Rank.R4>([1, 2, 2, 40], 0, 1, 'float32', 3);
      const colours = filtersOf(5, 40, 0.01e-9).apply(spectrum) as tf.Tensor;
      return colours.sum().div(spectrum.mean(3).sum()).dataSync()[0]!;
    },
  },
  {
    id: 'D21',
    title: 'largest difference of colours of EGFP between 64 and 256 spectral channels',
    formula: '0: y does not depend on the sampling',
    unit: '',
    expected: 0,
    tolerance: 2e-3,
    measure: () => {
      const [few, many] = [64, 256].map(channels => {
        const edges = channelEdges(channelCentres(range, channels));
        const spectrum = channelMeans(edges, wavelength => emission('EGFP', wavelength) * 320e-9);
        return filtersOf(4, channels, 4e-9).apply(tf.tensor4d(spectrum, [1, 1, 1, channels])) as tf.Tensor;
      });
      return few!.sub(many!).abs().max().dataSync()[0]!;
    },
  },
  {
    id: 'D21',
    title: 'sum of the shares of channels of unequal widths',
    formula: '1',
    unit: '',
    expected: 1,
    tolerance: 1e-12,
    measure: () => channelShares(channelEdges([450e-9, 500e-9, 610e-9])).reduce((sum, each) => sum + each, 0),
  },
];
