/** From a list of Observable Plot marks to the text of an SVG file for print. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { FONT_FAMILY, INK, POINT, type FigureStyle } from './style.js';

let shared: Document | undefined;

/** A document to draw into; nothing is ever attached to it. */
function drawingDocument(): Document {
  shared ??= new JSDOM('').window.document;
  return shared;
}

/** Draws one chart; several of them make a figure through `svgFile`. */
export function plotChart(style: FigureStyle, options: Plot.PlotOptions): SVGSVGElement {
  const chart = Plot.plot({
    ...options,
    document: drawingDocument(),
    style: { fontSize: String(style.fontSize) },
    figure: false,
  }) as SVGSVGElement;
  chart.querySelectorAll('style').forEach(element => element.remove());
  for (const name of ['class', 'style', 'font-family', 'font-size', 'viewBox']) chart.removeAttribute(name);
  return chart;
}

/** Marks placed by hand: x and y are pixels from the upper left corner. */
export function plotCanvas(
  style: FigureStyle,
  width: number,
  height: number,
  marks: Plot.Markish[],
): SVGSVGElement {
  const [x, y] = [
    { type: 'identity', axis: null },
    { type: 'identity', axis: null },
  ] as const;
  return plotChart(style, { width, height, margin: 0, x, y, color: { type: 'identity' }, marks });
}

export interface PlacedChart {
  readonly chart: SVGSVGElement;
  readonly x: number;
  readonly y: number;
}

/**
 * Puts charts side by side into one SVG file: sizes in points, black for `currentColor`, three decimals.
 *
 * @param size Width and height, pixels.
 * @param title Text for screen readers.
 */
export function svgFile(
  style: FigureStyle,
  size: { readonly width: number; readonly height: number },
  title: string,
  charts: readonly PlacedChart[],
): string {
  const root = drawingDocument().createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: `${round(size.width / POINT)}pt`,
    height: `${round(size.height / POINT)}pt`,
    viewBox: `0 0 ${round(size.width)} ${round(size.height)}`,
    'font-family': FONT_FAMILY,
    'font-size': String(round(style.fontSize)),
    'text-anchor': 'middle',
    fill: INK,
  };
  for (const [name, value] of Object.entries(attributes)) root.setAttribute(name, value);
  const heading = drawingDocument().createElementNS('http://www.w3.org/2000/svg', 'title');
  heading.textContent = title;
  root.append(heading);
  for (const { chart, x, y } of charts) {
    chart.setAttribute('x', String(round(x)));
    chart.setAttribute('y', String(round(y)));
    root.append(chart);
  }
  for (const element of root.querySelectorAll('*')) tidyAttributes(element);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.outerHTML}\n`;
}

function tidyAttributes(element: Element): void {
  element.removeAttribute('font-variant');
  for (const { name, value } of [...element.attributes]) {
    if (name === 'href' || name.startsWith('aria-')) continue;
    const tidy = value
      .replaceAll('currentColor', INK)
      .replace(/-?\d+\.\d{4,}(e-?\d+)?/g, n => String(round(Number(n))));
    if (tidy !== value) element.setAttribute(name, tidy);
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
