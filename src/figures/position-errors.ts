/** Positions: some scenes with the true and the predicted place, the errors over the frame, and predicted against true coordinates. */
import * as Plot from '@observablehq/plot';
import { distanceOf, type PositionRow, type Positions } from '../analysis/position-record.js';
import type { SampleImage } from '../analysis/trial-record.js';
import type { Drawing } from './figure.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { plotCanvas, plotChart, svgFile } from './plot-svg.js';
import {
  AXIS_LINE,
  CATEGORY_COLOURS,
  DATA_LINE,
  INK,
  MUTED,
  smaller,
  THIN_LINE,
  type FigureStyle,
} from './style.js';

const MAX_SCENES = 4;
/** More arrows would hide each other. */
const MAX_ARROWS = 150;
const GAP = 5;
const MARGIN = { left: 38, right: 8, top: 8, bottom: 33 };
const [TRUE, PREDICTED] = [CATEGORY_COLOURS[4]!, CATEGORY_COLOURS[1]!];

interface Example {
  readonly scene: SampleImage;
  readonly row: PositionRow;
}

/**
 * Draws the test of one trial.
 *
 * @param samples Stages of some test images; their scenes are shown.
 * @param where What was tested, for the caption.
 */
export function positionErrors(
  positions: Positions,
  samples: readonly SampleImage[],
  where: string,
  style: FigureStyle,
): Drawing {
  const width = style.doubleColumn;
  const examples = samples
    .filter(({ stage }) => stage === 'scene')
    .flatMap((scene): Example[] => {
      const row = positions.rows.find(({ index }) => index === scene.image);
      return row === undefined ? [] : [{ scene, row }];
    })
    .slice(0, MAX_SCENES);
  const scenes = sceneMarks(examples, positions, width, style);
  const panelHeight =
    (width / 2 - MARGIN.left - MARGIN.right) * Math.min(1, positions.height / positions.width);
  const size = { width, height: scenes.height + MARGIN.top + panelHeight + MARGIN.bottom };
  const box = { width: width / 2, height: size.height - scenes.height };
  const title = 'Errors of positions';
  const svg = svgFile(style, size, title, [
    { chart: plotCanvas(style, width, Math.max(1, scenes.height), scenes.marks), x: 0, y: 0 },
    { chart: errorMap(positions, box, style), x: 0, y: scenes.height },
    { chart: coordinates(positions, box, style), x: width / 2, y: scenes.height },
  ]);
  return { name: 'position-errors', title, caption: captionOf(positions, where), svg };
}

function sceneMarks(
  examples: readonly Example[],
  { height, width: columns }: Positions,
  width: number,
  style: FigureStyle,
): { readonly marks: Plot.Markish[]; readonly height: number } {
  if (examples.length === 0) return { marks: [], height: 0 };
  const side = (width - 2 - GAP * (MAX_SCENES - 1)) / MAX_SCENES;
  const scale = side / columns;
  const small = smaller(style, 1.5);
  const placed = examples.map(({ scene, row }, place) => ({ scene, row, left: 1 + place * (side + GAP) }));
  const point = (kind: 'true' | 'predicted') =>
    placed.map(({ row, left }) => {
      const [x, y] = kind === 'true' ? [row.trueX, row.trueY] : [row.predictedX, row.predictedY];
      // What was predicted beyond the frame is drawn on its edge.
      const [inX, inY] = [Math.max(0, Math.min(columns, x)), Math.max(0, Math.min(height, y))];
      return { x: left + inX * scale, y: 1 + inY * scale };
    });
  const cells = placed.map(({ scene, left }) => ({
    x: left + side / 2,
    y: 1 + (height * scale) / 2,
    uri: imageUri(scene, scene.displayMin, scene.displayMax),
  }));
  const texts = placed.map(({ row, left }) => ({
    x: left + side / 2,
    text: `${distanceOf(row).toFixed(2)} pixels off`,
  }));
  const bottom = 1 + height * scale;
  return {
    marks: [
      ...imageMarks(cells, { width: side, height: height * scale }, 'images'),
      Plot.dot(point('true'), { x: 'x', y: 'y', r: 5, stroke: TRUE, strokeWidth: DATA_LINE }),
      Plot.dot(point('predicted'), {
        x: 'x',
        y: 'y',
        r: 4,
        symbol: 'times',
        stroke: PREDICTED,
        strokeWidth: DATA_LINE,
      }),
      Plot.text(texts, {
        x: 'x',
        y: bottom + 0.8 * small,
        text: 'text',
        fontSize: small,
        ariaDescription: 'distances',
      }),
    ],
    height: bottom + 1.8 * small,
  };
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** A line from the true to the predicted place, a dot at the true one. */
function errorMap({ height, width, rows }: Positions, box: Box, style: FigureStyle): SVGSVGElement {
  const shown = rows.slice(0, MAX_ARROWS);
  return plotChart(style, {
    ...chartBox(box),
    x: { ...axisOf('x (pixels)', style), domain: [0, width] },
    y: { ...axisOf('y (pixels)', style), domain: [height, 0] },
    marks: [
      Plot.frame({ stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.link(shown, {
        x1: 'trueX',
        y1: 'trueY',
        x2: 'predictedX',
        y2: 'predictedY',
        stroke: PREDICTED,
        strokeWidth: 1.5 * THIN_LINE,
        clip: true,
        ariaDescription: 'errors',
      }),
      Plot.dot(shown, { x: 'trueX', y: 'trueY', r: 1.2, fill: INK, ariaDescription: 'true places' }),
    ],
  });
}

/** Predicted against true x and y, with the line on which they are equal. */
function coordinates({ height, width, rows }: Positions, box: Box, style: FigureStyle): SVGSVGElement {
  const most = Math.max(height, width);
  const dots = { r: 1.5, strokeWidth: 1.5 * THIN_LINE, clip: true };
  return plotChart(style, {
    ...chartBox(box),
    x: { ...axisOf('True coordinate (pixels)', style), domain: [0, most] },
    y: { ...axisOf('Predicted (pixels)', style), domain: [0, most] },
    marks: [
      Plot.frame({ stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.line([0, most], {
        x: d => d as number,
        y: d => d as number,
        stroke: MUTED,
        strokeWidth: AXIS_LINE,
      }),
      Plot.dot(rows, {
        ...dots,
        x: 'trueX',
        y: 'predictedX',
        stroke: CATEGORY_COLOURS[0]!,
        ariaDescription: 'x',
      }),
      Plot.dot(rows, {
        ...dots,
        x: 'trueY',
        y: 'predictedY',
        symbol: 'square',
        stroke: CATEGORY_COLOURS[2]!,
        ariaDescription: 'y',
      }),
    ],
  });
}

function chartBox({ width, height }: Box) {
  const { left, right, top, bottom } = MARGIN;
  return { width, height, marginLeft: left, marginRight: right, marginTop: top, marginBottom: bottom };
}

function axisOf(label: string, { fontSize }: FigureStyle) {
  return {
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    tickSize: 3,
    tickPadding: 3,
    ticks: 5,
    fontSize,
  } as const;
}

function captionOf({ rows }: Positions, where: string): string {
  const arrows = rows.length > MAX_ARROWS ? `the first ${MAX_ARROWS} of ` : '';
  return (
    `Positions of the object in ${rows.length} test images${where}. Above: scenes with the true place (circle) and the predicted one ` +
    `(cross; on the edge where it lies beyond). Left: a line from the true place (dot) to the predicted one, ${arrows}all test images. ` +
    'Right: predicted against true coordinate, circles for x (to the right), squares for y (down); on the line they are equal.'
  );
}
