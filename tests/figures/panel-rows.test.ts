import { describe, expect, it } from 'vitest';
import { grey, viridis } from '../../src/figures/colour.js';
import { panelRows, type Panel, type PanelRow } from '../../src/figures/panel-rows.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import { labelsOf, marks, overlaps, parseSvg, texts, viewBoxOf } from './drawn-labels.js';

const panel = (title: string, height: number, width: number, colour: Panel['range']['colour']): Panel => ({
  title,
  image: { height, width, channels: 1, values: new Float32Array(height * width) },
  range: { low: 0, high: 1, colour, labels: ['0', '1'] },
});
const draw = (rows: readonly PanelRow[]) =>
  parseSvg(panelRows(rows, { name: 'rows', title: 'Rows', caption: 'Rows.' }, DEFAULT_STYLE).svg);

/** Left edge and size of the map of a panel. */
function box(root: Element, title: string): { x: number; width: number; height: number } {
  const image = marks(root, title)[0]!.querySelector('image')!;
  const [x, width, height] = ['x', 'width', 'height'].map(name => Number(image.getAttribute(name)));
  return { x: x!, width: width!, height: height! };
}

describe('rows of panels', () => {
  it('put panels of one place below each other, under their titles and over their bars', () => {
    const root = draw([
      [panel('a', 8, 8, grey), panel('b', 8, 8, viridis)],
      [null, panel('c', 8, 8, grey)],
    ]);
    expect(texts(root, 'titles')).toEqual(['a', 'b', 'c']);
    expect(box(root, 'c').x).toBeCloseTo(box(root, 'b').x, 3);
    expect(box(root, 'c').x).toBeGreaterThan(box(root, 'a').x + box(root, 'a').width);
    expect(texts(root, 'colour bar labels')).toEqual(['0', '1', '0', '1', '0', '1']);
    expect(overlaps(labelsOf(root))).toEqual([]);
  });

  it('keep the shape of maps, but tall ones fit and single rows show', () => {
    const root = draw([[panel('wide', 10, 20, grey), panel('tall', 40, 2, grey), panel('row', 1, 40, grey)]]);
    const { width, height } = box(root, 'wide');
    expect(width).toBeCloseTo(2 * height, 1);
    expect(box(root, 'tall').height).toBeCloseTo(110, 1);
    expect(box(root, 'row').height).toBeCloseTo(10, 1);
  });

  it('wrap long titles, which make the drawing taller', () => {
    const four = (title: string) => draw([[title, 'b', 'c', 'd'].map(each => panel(each, 8, 8, grey))]);
    const long = four('a title of many words that has no room in one line');
    expect(viewBoxOf(long).height).toBeGreaterThan(viewBoxOf(four('a')).height + 10);
    expect(overlaps(labelsOf(long))).toEqual([]);
  });

  it('refuse to draw nothing', () => {
    expect(() => draw([])).toThrow('panelRows: there are 0 panels, must be at least 1');
  });
});
