/** A table that scrolls by itself where the page is too narrow, with its caption above it. */
import { html, type Content, type Html } from './html.js';

/**
 * @param name What a screen reader calls the scrolling region.
 * @param kind Class of the region: 'tall' scrolls down too, 'wide' has many narrow columns.
 */
export function tableFrame(
  name: string,
  caption: Content,
  table: Html,
  kind: '' | 'tall' | 'wide' = '',
): Html {
  return html`${caption !== '' && html`<p class="caption">${caption}</p>`}
    <div class="scroll ${kind}" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}
