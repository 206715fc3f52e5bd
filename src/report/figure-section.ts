/** The drawings, with captions and links to their files. */
import { basename } from 'node:path';
import type { Figure } from '../figures/figure.js';
import { html, relativeLink, trusted, type Html } from './html.js';
import { inlineDrawing } from './inline-drawing.js';

/** Drawn wider than this, a figure takes the whole width of the page, CSS pixels. */
const SINGLE_COLUMN = 400;
/** Print sizes are small for a screen: figures are shown up to this much larger. */
const ENLARGEMENT = 1.75;

/** One figure; `number` counts from 1 in the page. */
export function figureMarkup({ name, title, caption, svg, files }: Figure, number: number): Html {
  const { markup, width } = inlineDrawing(svg, `figure-${number}-`, title);
  const widest = trusted(`style="--widest:${Math.round(width * ENLARGEMENT)}px"`);
  return html`<figure id="figure-${name}" ${width > SINGLE_COLUMN && html`class="full"`}>
    <div class="drawing" ${widest}>${markup}</div>
    <figcaption>
      <strong>Figure ${number}. ${title}</strong> ${caption}
      ${files.length > 0 && html`<span class="files">${files.map(fileLink)}</span>`}
    </figcaption>
  </figure>`;
}

function fileLink(file: string): Html {
  const name = basename(file);
  return html`<a href="${relativeLink('figures', name)}"
    >${name.slice(name.lastIndexOf('.') + 1).toUpperCase()}</a
  > `;
}
