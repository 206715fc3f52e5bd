/** The image of a point behind one layer of a camera: numbers, curves and maps, as `physlayer optics` prints and draws them. */

/** Values row by row. */
export interface RecordedMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

export interface OpticsRecord {
  /** Name of the layer in its config. */
  readonly layer: string;
  /** Which of its images, such as `550 nm`. */
  readonly label: string;
  /** Amplitude of the pupil, 0 to 1. */
  readonly amplitude: RecordedMap;
  /** Optical path difference in waves. */
  readonly waves: RecordedMap;
  /** Point spread function; 1 at the peak of the same pupil without aberrations. */
  readonly psf: RecordedMap;
  /** Side of a sample of `psf`, µm. */
  readonly psfPitchUm: number;
  readonly pixelPitchUm: number;
  /** Contrast over spatial frequency along x and y, and that of the same pupil without aberrations. */
  readonly transfer: {
    readonly frequencies: readonly number[];
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly limit: readonly number[];
  };
  /** Highest frequency that the pixels resolve, cycles per mm. */
  readonly nyquist: number;
  /** Lines of numbers, with their units. */
  readonly numbers: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
}
