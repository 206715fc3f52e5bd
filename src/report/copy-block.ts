/** Text to take along, with a button that copies it. */
import { html, type Html } from './html.js';

/**
 * @param id Unique in the page.
 * @param label What the text is; the button is named after it.
 */
export function copyBlock(id: string, label: string, text: string): Html {
  return html`<div class="block">
    <div><span>${label}</span> ${copyButton(id, label, 'Copy')}</div>
    <pre class="text" tabindex="0" aria-label="${label}"><code id="${id}">${text}</code></pre>
  </div>`;
}

/** A button that copies the text, or the table as CSV, of the element with this id. */
export function copyButton(id: string, label: string, text: string): Html {
  return html`<button type="button" class="button" data-copy="${id}" aria-label="${text}: ${label}">
    ${text}
  </button>`;
}
