/** An example of a layer: what its figure shows. */
import type { PanelRow } from '../../src/figures/panel-rows.js';

export interface LayerExample {
  /** What is shown, with numbers and units. */
  readonly caption: string;
  /** Computes the panels on the current backend. */
  readonly rows: () => readonly PanelRow[];
}

export type LayerExamples = Readonly<Record<string, LayerExample>>;
