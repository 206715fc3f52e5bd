/** Optics panel: pupil, image of a point and contrast over spatial frequency, a row for each image that a camera forms. */
import * as Plot from '@observablehq/plot';
import type { OpticsRecord, RecordedMap } from '../analysis/optics-record.js';
import { BAR_SPACE, colourBar, type ColourRange } from './colour-bar.js';
import { cyclic, viridis } from './colour.js';
import type { Drawing } from './figure.js';
import { fitText } from './fonts.js';
import { legendMarks } from './legend.js';
import { imageMarks, imageUri } from './pixel-image.js';
import { plotCanvas, plotChart, svgFile, type PlacedChart } from './plot-svg.js';
import { AXIS_LINE, CATEGORY_COLOURS, DATA_LINE, INK, MUTED, THIN_LINE, type FigureStyle } from './style.js';

const SIDE = 118;
const GAP = 8;
const MARGIN = { left: 40, right: 12, top: 6, bottom: 33 };
/** Decades of the point spread function that are shown. */
const DECADES = 4;

const LOOKS = {
  x: { colour: CATEGORY_COLOURS[0]!, dashes: 'none' },
  y: { colour: CATEGORY_COLOURS[1]!, dashes: '4 2' },
  limit: { colour: MUTED, dashes: '1 2' },
} as const;

const phaseRange: ColourRange = { low: 0, high: 1, colour: cyclic, labels: ['0', '1'] };
const psfRange: ColourRange = { low: -DECADES, high: 0, colour: viridis, labels: [`1e−${DECADES}`, '1'] };

/**
 * Draws one row per record.
 *
 * @throws RangeError if there are no records.
 */
export function opticsPanel(records: readonly OpticsRecord[], style: FigureStyle): Drawing {
  if (records.length === 0) throw new RangeError('opticsPanel: there are 0 records, must be at least 1');
  const width = style.doubleColumn;
  const legend = legendMarks(style, { x: 0, y: 2, width }, '', [
    { text: 'contrast along x', ...LOOKS.x, marker: null },
    { text: 'along y', ...LOOKS.y, marker: null },
    { text: 'without aberrations', ...LOOKS.limit, marker: null },
  ]);
  const head = 1.6 * style.fontSize;
  const rowHeight = head + SIDE + MARGIN.bottom;
  const height = legend.height + 4 + records.length * rowHeight;
  const charts: PlacedChart[] = [
    { chart: plotCanvas(style, width, legend.height, legend.marks), x: 0, y: 0 },
  ];
  records.forEach((record, row) => {
    const y = legend.height + 4 + row * rowHeight;
    charts.push({ chart: maps(record, width, rowHeight, head, style), x: 0, y });
    const left = 2 * (SIDE + GAP + BAR_SPACE) + GAP;
    charts.push({ chart: contrast(record, width - left, style), x: left, y: y + head - MARGIN.top });
  });
  const title = 'Pupil, image of a point, and contrast';
  return {
    name: 'optics',
    title,
    caption: captionOf(records),
    svg: svgFile(style, { width, height }, title, charts),
  };
}

/** Pupil and point spread function with their colour bars, and the heading of the row. */
function maps(
  record: OpticsRecord,
  width: number,
  height: number,
  head: number,
  style: FigureStyle,
): SVGSVGElement {
  const extent = record.psf.columns * record.psfPitchUm;
  const panels = [
    {
      uri: uriOf(phaseOf(record), phaseRange),
      range: phaseRange,
      below: 'path difference (waves, modulo 1)',
    },
    {
      uri: uriOf(logOf(record.psf), psfRange),
      range: psfRange,
      below: `image of a point, ${extent.toPrecision(3)} µm wide`,
    },
  ].map((panel, i) => ({ ...panel, x: 1 + i * (SIDE + GAP + BAR_SPACE) + SIDE / 2, y: head + SIDE / 2 }));
  return plotCanvas(style, width, height, [
    Plot.text([fitText(`${record.layer}, ${record.label}`, width - 2, style.fontSize)], {
      x: 1,
      y: 0.7 * style.fontSize,
      textAnchor: 'start',
      fontWeight: 'bold',
      ariaDescription: 'layers',
    }),
    ...imageMarks(panels, { width: SIDE, height: SIDE }, 'pupils and images of a point'),
    ...panels.flatMap(({ x, range }) => colourBar(x + SIDE / 2 + 4, head, SIDE, range, style)),
    Plot.text(panels, {
      x: (panel: { x: number }) => panel.x - SIDE / 2,
      y: head + SIDE + 0.8 * style.fontSize,
      text: 'below',
      textAnchor: 'start',
      ariaDescription: 'what the maps are',
    }),
  ]);
}

function contrast({ transfer, nyquist }: OpticsRecord, width: number, style: FigureStyle): SVGSVGElement {
  const { frequencies, limit } = transfer;
  const cutOff = frequencies[limit.findIndex(value => value < 1e-3)] ?? frequencies.at(-1)!;
  const shown = frequencies.filter(frequency => frequency <= cutOff);
  const line = (values: readonly number[], look: { colour: string; dashes: string }, name: string) =>
    Plot.line(
      shown.map((frequency, i) => ({ frequency, value: values[i]! })),
      {
        x: 'frequency',
        y: 'value',
        stroke: look.colour,
        strokeWidth: DATA_LINE,
        strokeDasharray: look.dashes,
        ariaDescription: name,
      },
    );
  const axis = {
    tickSize: 3,
    tickPadding: 3,
    labelAnchor: 'center',
    labelArrow: 'none',
    fontSize: style.fontSize,
  } as const;
  const isNyquistShown = nyquist <= cutOff;
  return plotChart(style, {
    width,
    height: MARGIN.top + SIDE + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { type: 'linear', domain: [0, cutOff] },
    y: { type: 'linear', domain: [0, 1] },
    marks: [
      Plot.frame({ anchor: 'left', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.frame({ anchor: 'bottom', stroke: INK, strokeWidth: AXIS_LINE }),
      Plot.axisX({
        ...axis,
        ticks: 5,
        label: 'Spatial frequency (cycles/mm)',
        labelOffset: MARGIN.bottom - 4,
      }),
      Plot.axisY({ ...axis, ticks: 5, label: 'Contrast (MTF)', labelOffset: MARGIN.left - 4 }),
      isNyquistShown ? Plot.ruleX([nyquist], { stroke: MUTED, strokeWidth: THIN_LINE }) : null,
      isNyquistShown
        ? Plot.text([nyquist], {
            x: (value: number) => value,
            y: 1,
            dx: 3,
            dy: 5,
            text: () => 'Nyquist',
            textAnchor: 'start',
            fill: MUTED,
            ariaDescription: 'Nyquist frequency',
          })
        : null,
      line(limit, LOOKS.limit, 'contrast without aberrations'),
      line(transfer.x, LOOKS.x, 'contrast along x'),
      line(transfer.y, LOOKS.y, 'contrast along y'),
    ],
  });
}

/** What the pupil blocks has no phase: it is left as paper. */
const paper = [255, 255, 255] as const;

function uriOf({ rows, columns, values }: RecordedMap, { low, high, colour }: ColourRange): string {
  return imageUri({ height: rows, width: columns, channels: 1, values }, low, high, colour, paper);
}

/** Path difference modulo a wave; NaN where no light passes. */
function phaseOf({ waves, amplitude }: OpticsRecord): RecordedMap {
  const values = waves.values.map((wave, i) => (amplitude.values[i]! > 0 ? wave - Math.floor(wave) : NaN));
  return { ...waves, values };
}

function logOf(psf: RecordedMap): RecordedMap {
  return { ...psf, values: psf.values.map(value => Math.log10(Math.max(value, 10 ** -DECADES))) };
}

function captionOf(records: readonly OpticsRecord[]): string {
  const [first] = records;
  return (
    `Optics of ${records.map(({ layer, label }) => `${layer} (${label})`).join(', ')}. Left: optical path difference over the pupil, ` +
    'modulo one wave, white where no light passes. Middle: irradiance of the image of a point, 1 at the peak of the same pupil ' +
    `without aberrations, on a logarithmic scale over ${DECADES} decades. Right: modulation transfer function along x and y, and ` +
    `that without aberrations; the pixels of ${Number(first!.pixelPitchUm.toPrecision(4))} µm resolve up to ` +
    `${Number(first!.nyquist.toPrecision(3))} cycles/mm (Nyquist).`
  );
}
