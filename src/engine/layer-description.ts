/** What a physical layer says of itself: for the Methods text of a report, and for the record of a run. */

/** A number with its name and unit, as the config spells them; the unit is empty for a pure number. */
export interface PhysicalParameter {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
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

/** A layer with hardware parameters; those that training changes come with their present values. */
export interface HardwareLayer {
  physicalParameters(): PhysicalParameter[];
}

export function isDescribedLayer(layer: object): layer is DescribedLayer {
  return 'describe' in layer;
}

export function isHardwareLayer(layer: object): layer is HardwareLayer {
  return 'physicalParameters' in layer;
}
