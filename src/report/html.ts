/** Markup from template strings in which every inserted text is escaped. */

/** Markup that may be inserted as it is. */
export class Html {
  constructor(readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** What a template takes: markup, text, numbers, lists of these; nothing for null, undefined and false. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * Template tag: html`<p title="${text}">${text}</p>`. Attribute values must stand in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  const markup = parts.map((part, index) => part + (index < values.length ? markupOf(values[index]) : ''));
  return new Html(markup.join(''));
}

/** Markup made by this project itself: a style sheet, a script, a drawing whose strings are already escaped. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters other than tab and line breaks, and halves of surrogate pairs. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu;

/** Text that is safe in element content and in quoted attributes; what HTML forbids becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, character => ENTITIES[character]!);
}

function markupOf(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(markupOf).join('');
}

/** Path of a file beside the page, as a link: each folder and name is percent-encoded. */
export function relativeLink(...path: readonly string[]): string {
  return path
    .flatMap(part => part.split('/'))
    .map(encoded)
    .join('/');
}

/** Text in which each DOI is a link. */
export function withDoiLinks(text: string): Html {
  const pieces = text.split(/((?:doi:|https:\/\/doi\.org\/)10\.\d{4,9}\/[^\s"<>]*[^\s"<>.,;)\]])/i);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : doiLink(piece)))}`;
}

function doiLink(text: string): Html {
  const doi = text.slice(text.indexOf('10.'));
  const address = `https://doi.org/${doi.split('/').map(encoded).join('/')}`;
  return html`<a href="${address}" rel="noreferrer">${text}</a>`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.replace(FORBIDDEN, '\ufffd'));
}
