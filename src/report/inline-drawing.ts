/** SVG drawings made fit to stand side by side in one HTML page. */
import { JSDOM } from 'jsdom';
import { trusted, type Html } from './html.js';

/** Attributes whose whole value is a list of ids. */
const ID_LISTS = new Set(['aria-labelledby', 'aria-describedby']);
const FORBIDDEN_ELEMENTS = 'script, foreignObject, iframe, object, embed, audio, video, animate, set';

export interface InlineDrawing {
  readonly markup: Html;
  /** Size at which it was drawn, CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Prepares a drawing for a page that holds others: its ids get the prefix, as do the references to them, and
 * whatever could run or load something is removed.
 *
 * @param svg The text of an SVG file.
 * @param prefix Letters, digits and dashes; unique in the page.
 * @param label What a screen reader says in place of the drawing.
 * @throws RangeError if the text is no well-formed SVG with a size.
 */
export function inlineDrawing(svg: string, prefix: string, label: string): InlineDrawing {
  const root = parseSvg(svg);
  const { width, height } = sizeOf(root);
  root.querySelectorAll(FORBIDDEN_ELEMENTS).forEach(element => element.remove());
  for (const element of [root, ...root.querySelectorAll('*')]) adaptAttributes(element, prefix);
  for (const style of root.querySelectorAll('style')) {
    style.textContent = withLocalUrls(style.textContent, prefix).replace(/@import[^;]*;?/gi, '');
  }
  root.setAttribute('viewBox', root.getAttribute('viewBox') ?? `0 0 ${width} ${height}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('role', 'img');
  root.setAttribute('aria-label', label);
  return { markup: trusted(root.outerHTML), width, height };
}

function parseSvg(svg: string): Element {
  let root: Element;
  try {
    root = new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document.documentElement;
  } catch (error) {
    throw new RangeError('inlineDrawing: found text that is not XML, must be an SVG file', { cause: error });
  }
  if (root.localName !== 'svg') {
    throw new RangeError(`inlineDrawing: found the element ${root.localName}, must be svg`);
  }
  return root;
}

/** CSS pixels; lengths may be in px, pt, mm or in. */
function sizeOf(root: Element): { width: number; height: number } {
  const box = (root.getAttribute('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const width = pixels(root.getAttribute('width')) ?? box[2];
  const height = pixels(root.getAttribute('height')) ?? box[3];
  if (!width || !height || !(width > 0 && height > 0)) {
    throw new RangeError('inlineDrawing: found no width and height, an svg must have them or a viewBox');
  }
  return { width, height };
}

const PIXELS_PER_UNIT: Readonly<Record<string, number>> = { px: 1, pt: 96 / 72, mm: 96 / 25.4, in: 96 };

function pixels(length: string | null): number | undefined {
  const match = /^([\d.]+)(px|pt|mm|in)?$/.exec(length?.trim() ?? '');
  return match ? Number(match[1]) * PIXELS_PER_UNIT[match[2] ?? 'px']! : undefined;
}

function adaptAttributes(element: Element, prefix: string): void {
  for (const { name, value } of [...element.attributes]) {
    if (name.startsWith('on')) element.removeAttribute(name);
    else if (name === 'id') element.setAttribute(name, prefix + value);
    else if (ID_LISTS.has(name))
      element.setAttribute(
        name,
        value.replace(/\S+/g, id => prefix + id),
      );
    else if (name === 'href' || name === 'xlink:href') adaptLink(element, name, value, prefix);
    else if (value.includes('url(')) element.setAttribute(name, withLocalUrls(value, prefix));
  }
}

function adaptLink(element: Element, name: string, value: string, prefix: string): void {
  if (value.startsWith('#')) element.setAttribute(name, `#${prefix}${value.slice(1)}`);
  else if (!/^data:image\/(png|jpeg|gif|webp)[;,]/.test(value)) element.removeAttribute(name);
}

/** References to ids get the prefix; references to anything else become `none`. */
function withLocalUrls(text: string, prefix: string): string {
  return text.replace(/url\(\s*(['"]?)(.*?)\1\s*\)/g, (_, _quote, target: string) =>
    target.startsWith('#') ? `url(#${prefix}${target.slice(1)})` : 'none',
  );
}
