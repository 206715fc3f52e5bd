/** What travels from layer to layer: the unit of its values, and the grid on which they stand. */

/**
 * - `scene`: irradiance as a fraction of full scale, 0 to 1
 * - `photons`: mean photons per pixel and exposure
 * - `electrons`: electrons per pixel and exposure
 * - `digital`: code as a fraction of the highest code, 0 to 1
 */
export type SignalUnit = 'scene' | 'photons' | 'electrons' | 'digital';

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
}
