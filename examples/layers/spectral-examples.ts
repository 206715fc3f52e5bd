/** Light with a spectrum: fluorophores, illuminants, filters, the response of silicon. */
import * as tf from '@tensorflow/tfjs';
import { drawProcedural, type ProceduralOptions } from '../../src/data/procedural/procedural-set.js';
import type { SpectralLayer } from '../../src/engine/layer-description.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';
import { FluorophoreMixture } from '../../src/optics/spectra/fluorophore-mixture.js';
import { Illuminant, type LightSource } from '../../src/optics/spectra/illuminant.js';
import { evenFilters, randomFilters } from '../../src/sensor/spectra/filter-design.js';
import { SpectralFilters } from '../../src/sensor/spectra/spectral-filters.js';
import { SpectralResponse } from '../../src/sensor/spectra/spectral-response.js';
import { channelCentres } from '../../src/spectra/channels.js';
import type { LayerExamples } from './example.js';
import { element, image } from './panels.js';
import { colourTarget } from './scenes.js';
import { channelOf, through, type Settings } from './through.js';

const names = ['Cerulean', 'EGFP', 'mOrange', 'mCherry'] as const;
const range = { shortest: 420e-9, longest: 740e-9 };
const wavelengths = channelCentres(range, 64);
const side = 40;

function mixture(): PixelImage {
  const options: ProceduralOptions = {
    source: 'procedural',
    kind: 'fluorophores',
    content: 'abundances',
    fluorophores: names,
    images: 4,
    heightPixels: side,
    widthPixels: side,
    seed: 3,
    spectralChannels: 8,
  };
  return { height: side, width: side, channels: names.length, values: drawProcedural(options, 1).scene };
}

/** The curves of layers below each other, each a few lines high: wavelengths from left to right. */
function curves(...layers: readonly SpectralLayer[]): PixelImage {
  const rows = layers.flatMap(layer => layer.spectralCurves()).map(({ values }) => values);
  const lines = 6;
  const values = rows.flatMap(row => Array.from({ length: lines }, () => row).flat());
  const width = rows[0]!.length;
  return { height: rows.length * lines, width, channels: 1, values: Float32Array.from(values) };
}

const excitation = [405e-9, 488e-9, 561e-9, 640e-9];
const lines: readonly [string, number[]][] = [
  ['excited at 405 nm', [1, 0, 0, 0]],
  ['at 488 nm', [0, 1, 0, 0]],
  ['at 561 nm', [0, 0, 1, 0]],
];

function emissions(shares: readonly number[]): SpectralLayer {
  return new FluorophoreMixture({ fluorophores: names, wavelengths, excitation, shares, leak: 0 });
}

const fluorophores: Settings = { layer: 'fluorophores' };
const designs: readonly [string, Settings][] = [
  ['even, flat-top', { layer: 'spectral-filters' }],
  ['even, Gaussian', { layer: 'spectral-filters', shape: 'gaussian' }],
  ['random', { layer: 'spectral-filters', arrangement: 'random' }],
];

function bands(index: number): SpectralLayer {
  const draw = { seed: 2, stream: 2 };
  const design = index === 2 ? randomFilters(range, 4, [10e-9, 200e-9], draw) : evenFilters(range, 4);
  return new SpectralFilters({
    ...{ ...design, wavelengths, shape: index === 1 ? 'gaussian' : 'flat-top', edge: 2e-9 },
    ...{ peakTransmission: 0.95, doses: [1, 1, 1, 1] },
  });
}

const lights: readonly [string, LightSource][] = [
  ['daylight, 6500 K', { kind: 'daylight', temperature: 6500 }],
  ['black body, 3000 K', { kind: 'blackbody', temperature: 3000 }],
  ['3 LEDs', { kind: 'led', peaks: [460e-9, 530e-9, 620e-9], width: 25e-9 }],
];

/** A colour scene of red, green and blue at 610, 540 and 470 nm. */
function lit(scene: PixelImage, light: LightSource): PixelImage {
  const { height, width, channels, values } = scene;
  const layer = new Illuminant({ light, wavelengths: [610e-9, 540e-9, 470e-9] });
  const output = tf.tidy(() => layer.apply(tf.tensor4d(values, [1, height, width, channels])) as tf.Tensor);
  const image = { ...scene, values: output.dataSync<'float32'>().slice() };
  tf.dispose(output);
  layer.dispose();
  return image;
}

const silicon = channelCentres({ shortest: 380e-9, longest: 1100e-9 }, 72);
const depths = [1e-6, 3e-6, 10e-6];

export const spectralExamples: LayerExamples = {
  fluorophores: {
    caption:
      'Top: amounts of Cerulean, EGFP, mOrange and mCherry in a scene of 40 × 40 pixels, as fractions of full scale. Middle: light of 4 of 32 spectral ' +
      'channels with a dose that is shared by lines of 405, 488, 561 and 640 nm. Bottom: emission of the four (rows, in this order) from 420 ' +
      '(left) to 740 nm (right) with the whole dose on one line. Light is in multiples of a flat spectrum of as many photons.',
    rows: () => {
      const scene = mixture();
      const spectrum = through(scene, fluorophores);
      return [
        names.map((name, f) => image(name, channelOf(scene, f), 1)),
        [5, 9, 14, 19].map(c => image(`${425 + 10 * c} nm`, channelOf(spectrum, c))),
        lines.map(([name, shares]) => element(name, curves(emissions(shares)))),
      ];
    },
  },
  illuminant: {
    caption:
      'Top: photons of three lights on a white surface from 420 (left) to 740 nm (right), in multiples of a flat spectrum of as many ' +
      'photons. Bottom: a colour scene (red, green and blue at 610, 540 and 470 nm, 64 × 64 pixels) under each of them, in fractions of ' +
      'full scale.',
    rows: () => [
      lights.map(([name, light]) => element(name, curves(new Illuminant({ light, wavelengths })))),
      lights.map(([name, light]) => image(name, lit(colourTarget(64), light), 1.5)),
    ],
  },
  'spectral-filters': {
    caption:
      'Top: transmission of four filters (rows) from 420 (left) to 740 nm (right): side by side with flat tops, as Gaussians, and drawn at ' +
      'random. Below: what each of the four filters of a set records of the fluorophores of the example above, each with a quarter of ' +
      'the dose, in fractions of full scale.',
    rows: () => {
      const scene = mixture();
      return [
        designs.map(([name], index) => element(name, curves(bands(index)), 1)),
        ...designs.map(([name, keys]) => {
          const colours = through(scene, fluorophores, keys);
          return [0, 1, 2, 3].map(k => image(`${name}, filter ${k + 1}`, channelOf(colours, k)));
        }),
      ];
    },
  },
  'spectral-response': {
    caption:
      'Share of the photons from 380 (left) to 1100 nm (right) that free an electron in 1, 3 and 10 µm of silicon behind a dead layer of ' +
      '50 nm: the deeper, the more red light is caught.',
    rows: () => [
      depths.map(depth =>
        element(
          `${depth * 1e6} µm`,
          curves(new SpectralResponse({ wavelengths: silicon, depth, deadLayer: 50e-9 })),
          1,
        ),
      ),
    ],
  },
};
