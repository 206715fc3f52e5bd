/** Room around the frame of a microscope: light that spreads beyond it must not come back on the other side. */
import { fastSize } from '../../engine/fourier/dft-plan.js';

/** How the frame lies in the samples of the transform: the object is padded so that light does not wrap around. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  readonly margin: readonly [down: number, across: number];
  readonly rows: number;
  readonly columns: number;
}

/** The frame in the middle of samples whose numbers suit the transform. @param margin Pixels around the frame, at least. */
export function frameOf(height: number, width: number, margin: number): Frame {
  const [rows, columns] = [height, width].map(size => fastSize(size + 2 * Math.ceil(margin))) as [
    number,
    number,
  ];
  const before = (all: number, size: number) => Math.floor((all - size) / 2);
  return { height, width, rows, columns, margin: [before(rows, height), before(columns, width)] };
}
