/** What a physical layer says of itself and lets be done with it: for the report, the record of a run, and the trainer. */
import type * as tf from '@tensorflow/tfjs';

/** A number with its name and unit, as the config spells them; the unit is empty for a pure number. */
export interface PhysicalParameter {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A learned map, such as a mask, with its elements row by row. */
export interface PhysicalArray {
  readonly name: string;
  readonly unit: string;
  /** Row first; [height, width], [planes, height, width] or [elements]. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /**
   * How figures show it: magnitudes from 0, phases (cyclic, radians), values of either sign, or borders of the rows and, in the next
   * array, of the columns of a layout of pixels, ascending from 0.
   */
  readonly kind: 'magnitude' | 'phase' | 'signed' | 'borders';
}

export interface LayerDescription {
  readonly title: string;
  /** Sentences for a Methods section, with the numbers in them. */
  readonly text: string;
  readonly parameters: readonly PhysicalParameter[];
  /** Reference with DOI. */
  readonly source: string;
}

export interface DescribedLayer {
  describe(): LayerDescription;
}

/**
 * A layer with hardware parameters; those that training changes come with their present values. Each trainable weight is either a
 * parameter or an array.
 */
export interface HardwareLayer {
  physicalParameters(): PhysicalParameter[];
  physicalArrays?(): PhysicalArray[];
}

/** A layer that design rules or budgets bind. */
export interface PenalizedLayer {
  /** What is added to the loss in training, 0 or more, already weighted; differentiable. */
  penalty(): tf.Scalar;
}

/** A layer whose discrete design is trained through a continuous one that becomes sharper as training goes on. */
export interface AnnealedLayer {
  /** @param progress Fraction of all training steps done, 0 to 1; read anew in each run of a compiled step, see live.ts. */
  anneal(progress: number): void;
}

/** A layer whose learned design can be replaced by the one that would be built: rounded levels, open or closed elements. */
export interface HardenableLayer {
  /** False where these options leave nothing to be rounded. */
  readonly isDiscrete?: boolean;
  /** True from now on: the design as built. False, as at the start: the continuous one that is trained. */
  harden(isHard: boolean): void;
}

/** A curve over wavelength: light, emission, the transmission of a filter, the response of a sensor. */
export interface SpectralCurve {
  readonly name: string;
  readonly kind: 'light' | 'emission' | 'filter' | 'response';
  /** Middles of the channels, m. */
  readonly wavelengths: readonly number[];
  /** At each wavelength; a share from 0 to 1 of filters and responses, relative of light. */
  readonly values: readonly number[];
}

/** A layer that makes or changes spectra. */
export interface SpectralLayer {
  /** As they are now. */
  spectralCurves(): SpectralCurve[];
}

export function isDescribedLayer(layer: object): layer is DescribedLayer {
  return 'describe' in layer;
}

export function isHardwareLayer(layer: object): layer is HardwareLayer {
  return 'physicalParameters' in layer;
}

export function isPenalizedLayer(layer: object): layer is PenalizedLayer {
  return 'penalty' in layer;
}

export function isAnnealedLayer(layer: object): layer is AnnealedLayer {
  return 'anneal' in layer;
}

export function isHardenableLayer(layer: object): layer is HardenableLayer {
  return 'harden' in layer;
}

export function isSpectralLayer(layer: object): layer is SpectralLayer {
  return 'spectralCurves' in layer;
}
