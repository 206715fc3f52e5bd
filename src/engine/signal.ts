/** What travels from layer to layer: the unit of its values, and the grid on which they stand. */
import type * as tf from '@tensorflow/tfjs';

/**
 * - `scene`: irradiance as a fraction of full scale, 0 to 1
 * - `photons`: mean photons per pixel and exposure
 * - `electrons`: electrons per pixel and exposure
 * - `digital`: code as a fraction of the highest code, 0 to 1
 */
export type SignalUnit = 'scene' | 'photons' | 'electrons' | 'digital';

/** Where the pixels of a rectangular layout lie on the grid of samples that they cover. */
export interface PixelBorders {
  /** Grid of samples. */
  readonly height: number;
  readonly width: number;
  /** Distance of the samples, m. */
  readonly pixelPitch: number;
  readonly rows: number;
  readonly columns: number;
  /** No pixel becomes smaller than this, samples². */
  readonly smallestArea: number;
  /** Borders of the rows as they are now, from 0 to height, [rows + 1], samples; the caller disposes of it. */
  readonly down: () => tf.Tensor1D;
  /** Borders of the columns as they are now, from 0 to width, [columns + 1], samples; the caller disposes of it. */
  readonly across: () => tf.Tensor1D;
}

export interface Signal {
  readonly unit: SignalUnit;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Distance of samples at the plane of the sensor, m. */
  readonly pixelPitch: number;
  /** Wavelength, m: one for all channels, or one per channel. */
  readonly wavelengths: readonly number[];
  /** The most that a pixel can give, in `unit`; Infinity where nothing limits it. */
  readonly fullScale: number;
  /** What a full pixel shows, in `unit`; left out: `fullScale`; null: not one value, as it changes in training or from pixel to pixel. */
  readonly saturated?: number | null | undefined;
  /** What a pixel shows in the dark, in `unit`; left out: 0. */
  readonly black?: number | undefined;
  /** Of bracketed exposures, one channel (or set of channels) for each, in this order: their times, of which only ratios count. */
  readonly exposureTimes?: readonly number[] | undefined;
  /** Behind a layout of pixels of different sizes: where they lie. The pitch is their mean one then. */
  readonly borders?: PixelBorders | undefined;
}
