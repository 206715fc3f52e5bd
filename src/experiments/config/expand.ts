/** The grid of a sweep: every combination of the axes' values. */
import type { AxisValue } from '../../analysis/sweep-plan.js';
import type { ExperimentConfig } from './schema.js';

export type { AxisValue };

export interface Axis {
  /** Key path with dots, such as `sensor.bitDepth`. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** One combination of axis values and the config it gives. */
export interface GridPoint {
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly config: ExperimentConfig;
}

/** Number of combinations. */
export function gridSize(axes: readonly Axis[]): number {
  return axes.reduce((size, { values }) => size * values.length, 1);
}

/** All combinations; the last axis changes fastest. */
export function gridCombinations(axes: readonly Axis[]): Readonly<Record<string, unknown>>[] {
  return axes.reduce<Readonly<Record<string, unknown>>[]>(
    (points, { path, values }) => points.flatMap(point => values.map(value => ({ ...point, [path]: value }))),
    [{}],
  );
}

/** An axis value as it is recorded; a list as JSON. */
export function axisValue(value: unknown): AxisValue {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}
