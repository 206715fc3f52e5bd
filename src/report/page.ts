/** The page as a whole: head, contents, sections, one style sheet and one script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import type { Figure } from '../figures/figure.js';
import { behaviourScript } from './behaviour.js';
import { confusionTable } from './confusion-table.js';
import { dataSection } from './data-section.js';
import type { Evidence } from './evidence.js';
import { figureMarkup } from './figure-section.js';
import { html, trusted, type Html } from './html.js';
import { noticeList, noticesOf } from './notices.js';
import { keyFacts, resultSentence } from './overview.js';
import { provenanceSection } from './provenance.js';
import { reproduceSection } from './reproduce.js';
import { resultsSection } from './results.js';
import { simulationSection } from './simulation.js';
import { style } from './style.js';
import { trialsSection } from './trials-table.js';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/**
 * The page of a sweep. Equal evidence and figures give equal text.
 *
 * @param figures In the order in which they are shown; the first one stands with the numbers of the result.
 */
export function reportPage(evidence: Evidence, figures: readonly Figure[]): string {
  const { name } = evidence.sweep.plan;
  const sections = sectionsOf(evidence, figures);
  const script = behaviourScript();
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${name}: physlayer sweep</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <div class="layout">
          <header>
            <p class="eyebrow">physlayer sweep</p>
            <h1>${name}</h1>
            <p class="result">${resultSentence(evidence)}</p>
            ${keyFacts(evidence)} ${noticeList(noticesOf(evidence))}
          </header>
          <nav class="contents" aria-label="Contents">
            <ol>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ol>
          </nav>
          <main>
            ${sections.map(
              ({ id, title, content }) =>
                html`<section aria-labelledby="${id}">
                  <h2 id="${id}">${title}</h2>
                  ${content}
                </section>`,
            )}
          </main>
          <footer>
            Made by physlayer from the files of the sweep; it needs no network and can be sent as one file.
          </footer>
        </div>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.markup;
}

function sectionsOf(evidence: Evidence, figures: readonly Figure[]): Section[] {
  const [lead, ...others] = figures.map((figure, index) => figureMarkup(figure, index + 1));
  const { test } = evidence;
  return [
    {
      id: 'result',
      title: 'Result',
      content: html`<div class="lead">${lead}</div>
        ${resultsSection(evidence)}`,
    },
    { id: 'simulation', title: 'What was simulated', content: simulationSection(evidence) },
    ...(others.length > 0
      ? [{ id: 'figures', title: 'Figures', content: html`<div class="figures">${others}</div>` }]
      : []),
    ...(test?.classes
      ? [
          {
            id: 'classes',
            title: 'Classes',
            content: confusionTable(test.classes, test.combination, evidence.sweep.plan),
          },
        ]
      : []),
    { id: 'trials-section', title: 'Trials', content: trialsSection(evidence) },
    { id: 'data', title: 'Data and training', content: dataSection(evidence) },
    { id: 'reproduce', title: 'How to reproduce', content: reproduceSection(evidence) },
    { id: 'provenance', title: 'Provenance', content: provenanceSection(evidence) },
  ];
}

/** Nothing may be loaded, and no script may run but the one of this page. */
function contentPolicy(script: string): string {
  const digest = createHash('sha256').update(script).digest('base64');
  return (
    `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'"
  );
}
