import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { inlineDrawing } from '../../src/report/inline-drawing.js';

const SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';

function drawing(content: string, attributes = 'width="100" height="50"'): Element {
  const { markup } = inlineDrawing(`<svg ${SVG} ${attributes}>${content}</svg>`, 'f1-', 'A <label>');
  return new JSDOM(markup.markup).window.document.querySelector('svg')!;
}

describe('An inlined drawing', () => {
  test('has its own ids and still refers to them', () => {
    const svg = drawing(
      '<clipPath id="c"><rect/></clipPath><linearGradient id="g"/>' +
        '<g clip-path="url(#c)" fill=\'url("#g")\'><use href="#c"/><use xlink:href="#g"/></g>' +
        '<text aria-labelledby="c g">a</text>',
    );
    expect([...svg.querySelectorAll('[id]')].map(element => element.id)).toEqual(['f1-c', 'f1-g']);
    expect(svg.querySelector('g')!.getAttribute('clip-path')).toBe('url(#f1-c)');
    expect(svg.querySelector('g')!.getAttribute('fill')).toBe('url(#f1-g)');
    const [first, second] = svg.querySelectorAll('use');
    expect(first!.getAttribute('href')).toBe('#f1-c');
    expect(second!.getAttribute('xlink:href')).toBe('#f1-g');
    expect(svg.querySelector('text')!.getAttribute('aria-labelledby')).toBe('f1-c f1-g');
  });

  test('keeps no script, no handler and nothing that is loaded from elsewhere', () => {
    const svg = drawing(
      '<script>x()</script><foreignObject/><rect onclick="x()" fill="url(http://a/b)"/>' +
        '<image href="http://a/b.png"/><a href="javascript:x()">t</a><style>@import url(http://a);p{fill:url(#q)}</style>',
    );
    expect(svg.querySelector('script, foreignObject')).toBeNull();
    expect(svg.outerHTML).not.toMatch(/http:\/\/a|javascript|onclick|@import/);
    expect(svg.querySelector('style')!.textContent).toContain('url(#f1-q)');
  });

  test('keeps images that are in the file itself', () => {
    const data = 'data:image/png;base64,iVBORw0KGgo=';
    expect(drawing(`<image href="${data}"/>`).querySelector('image')!.getAttribute('href')).toBe(data);
  });

  test('says what it is to a screen reader', () => {
    const svg = drawing('');
    expect([svg.getAttribute('role'), svg.getAttribute('aria-label')]).toEqual(['img', 'A <label>']);
  });

  test.each([
    ['width="3.5in" height="72pt"', '336', '96', '0 0 336 96'],
    ['viewBox="0 0 200 80"', '200', '80', '0 0 200 80'],
    ['width="100" height="50" viewBox="0 0 10 5"', '100', '50', '0 0 10 5'],
  ])('with %s is %s by %s pixels', (attributes, width, height, viewBox) => {
    const svg = drawing('', attributes);
    const found = ['width', 'height', 'viewBox'].map(name => svg.getAttribute(name));
    expect(found).toEqual([width, height, viewBox]);
  });

  test('is refused where it is no SVG or has no size', () => {
    expect(() => inlineDrawing('<svg', 'f-', '')).toThrow(
      'inlineDrawing: found text that is not XML, must be an SVG file',
    );
    expect(() => inlineDrawing('<p/>', 'f-', '')).toThrow('inlineDrawing: found the element p, must be svg');
    expect(() => inlineDrawing(`<svg ${SVG}/>`, 'f-', '')).toThrow(
      'inlineDrawing: found no width and height, an svg must have them or a viewBox',
    );
  });
});
