/** A finished drawing. */
export interface Drawing {
  /** File name without ending, for instance 'accuracy-curve'. */
  readonly name: string;
  readonly title: string;
  /** Plain text: what is shown, how many repeats, which interval, how many test images, the main numbers. */
  readonly caption: string;
  /** A whole SVG document, sizes in CSS pixels (96 to the inch). */
  readonly svg: string;
}

/** A drawing with the files it was written to. */
export interface Figure extends Drawing {
  /** Paths of the files, in the order of the formats asked for. */
  readonly files: readonly string[];
}
