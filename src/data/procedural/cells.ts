/**
 * A stained white blood cell among red ones, in the look of a blood smear; the class is the kind of the white cell.
 *
 *   RGB = exp(−Σₛ dₛ(x, y) εₛ)      dₛ: amount of each stain
 *
 * Absorptions εₛ of nuclei and pink bodies are those of hematoxylin and eosin, Ruifrok & Johnston, Anal. Quant. Cytol. Histol. 23, 291
 * (2001); those of granules and red cells are chosen by eye. Sizes and lobes follow the textbook look of each kind, not measured cells:
 *
 * - neutrophil: three or four small lobes in a chain, pale pink body;
 * - eosinophil: two lobes, body full of orange-red granules;
 * - lymphocyte: one round nucleus that fills a small cell;
 * - monocyte: one large kidney-shaped nucleus, greyish blue body.
 *
 * Ground truth: `nucleus`, `cell` (with its nucleus) and `redCells`, [height, width], share of each pixel that they cover. A pixel is of
 * the class, nucleus before body before red cell, that covers half of it.
 */
import { drawSmear } from './blood-smear.js';
import type { SceneKind } from './scene-kind.js';
import { whiteCell, whiteCellNames } from './white-cell.js';

/** Share of a pixel from which on it counts as covered. */
const half = 0.5;

export function cells(): SceneKind {
  return {
    channels: 3,
    classNames: whiteCellNames,
    pixelClassNames: ['ground', 'red cell', 'cell body', 'nucleus'],
    pixelClasses: ({ nucleus, cell, redCells }) =>
      Uint8Array.from(cell!, (inCell, pixel) =>
        nucleus![pixel]! >= half ? 3 : inCell >= half ? 2 : redCells![pixel]! >= half ? 1 : 0,
      ),
    draw: (label, size, random) => drawSmear(whiteCell(whiteCellNames[label]!, size, random), size, random),
  };
}
