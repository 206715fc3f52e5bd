/** Where the texts of a drawing lie, worked out from its SVG and the widths of the font. */
import { JSDOM } from 'jsdom';
import { textWidth } from '../../src/figures/fonts.js';

export interface Label {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Height of capitals and digits, and depth of descenders, in font sizes. */
const [ASCENT, DESCENT] = [0.73, 0.21];

export function parseSvg(svg: string): Element {
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document.documentElement;
}

/** Size of the drawing in its own unit. */
export function viewBoxOf(root: Element): { width: number; height: number } {
  const [, , width, height] = root.getAttribute('viewBox')!.split(' ').map(Number);
  return { width: width!, height: height! };
}

/** One upright box around each line of text, in the coordinates of the whole drawing. */
export function labelsOf(root: Element): Label[] {
  return [...root.querySelectorAll('text')].flatMap(text => {
    const spans = text.querySelectorAll('tspan');
    const lines = spans.length > 0 ? [...spans] : [text];
    const fontSize = Number(inherited(text, 'font-size'));
    const face = inherited(text, 'font-weight') === 'bold' ? 'bold' : 'regular';
    const { x, y, turn } = position(text);
    let baseline = length(text.getAttribute('y'), fontSize);
    return lines.flatMap((line): Label[] => {
      if (line !== text) {
        if (line.hasAttribute('y')) baseline = length(line.getAttribute('y'), fontSize);
        baseline += length(line.getAttribute('dy'), fontSize);
      }
      const content = line.textContent;
      if (content === '') return [];
      const width = textWidth(content, fontSize, face);
      const anchor = inherited(text, 'text-anchor');
      const start = anchor === 'end' ? -width : anchor === 'middle' ? -width / 2 : 0;
      const box = {
        left: start,
        right: start + width,
        top: baseline - ASCENT * fontSize,
        bottom: baseline + DESCENT * fontSize,
      };
      return [{ text: content, ...turned(box, turn, { x, y }) }];
    });
  });
}

/** Pairs of texts whose boxes overlap. */
export function overlaps(labels: readonly Label[]): string[] {
  return labels.flatMap((a, i) =>
    labels
      .slice(i + 1)
      .filter(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map(b => `${a.text} / ${b.text}`),
  );
}

/** Marks of a chart that carry this description. */
export function marks(root: Element, description: string): Element[] {
  return [...root.querySelectorAll(`[aria-description="${description}"]`)];
}

/** Texts of the marks that carry this description. */
export function texts(root: Element, description: string): string[] {
  return marks(root, description).flatMap(group =>
    [...group.querySelectorAll('text')].map(text => text.textContent),
  );
}

function inherited(element: Element, name: string): string {
  return element.closest(`[${name}]`)?.getAttribute(name) ?? '';
}

function length(text: string | null, fontSize: number): number {
  if (!text) return 0;
  return text.endsWith('em') ? Number.parseFloat(text) * fontSize : Number(text);
}

type Box = Omit<Label, 'text'>;

/** The upright box around a box that is turned about the origin, radians, and moved. */
function turned({ left, right, top, bottom }: Box, turn: number, origin: { x: number; y: number }): Box {
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const corners = [left, right].flatMap(x => [top, bottom].map(y => [x, y] as const));
  const xs = corners.map(([x, y]) => origin.x + cosine * x - sine * y);
  const ys = corners.map(([x, y]) => origin.y + sine * x + cosine * y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Origin of a text: the sum of all translations above it; a rotation, radians, is found on the text itself only. */
function position(text: Element): { x: number; y: number; turn: number } {
  let [x, y, turn] = [0, 0, 0];
  for (let element: Element | null = text; element; element = element.parentElement) {
    const transform = element.getAttribute('transform') ?? '';
    const shift = /translate\(([-\d.e]+),([-\d.e]+)\)/.exec(transform);
    if (shift) [x, y] = [x + Number(shift[1]), y + Number(shift[2])];
    const rotation = /rotate\(([-\d.]+)\)/.exec(transform);
    if (rotation) turn = (Number(rotation[1]) * Math.PI) / 180;
    if (element.tagName === 'svg') {
      x += Number(element.getAttribute('x') ?? 0);
      y += Number(element.getAttribute('y') ?? 0);
    }
  }
  return { x, y, turn };
}
