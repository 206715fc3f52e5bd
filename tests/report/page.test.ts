import { JSDOM } from 'jsdom';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SweepAxis } from '../../src/analysis/sweep-plan.js';
import type { Figure } from '../../src/figures/figure.js';
import { readEvidence } from '../../src/report/evidence.js';
import { reportPage } from '../../src/report/page.js';
import { writeRichSweep, type RichSweepOptions } from './rich-sweep.js';

const AXES: readonly SweepAxis[] = [
  { path: 'sensor.photonsAtFullScale', values: [200, 5000] },
  { path: 'sensor.bitDepth', values: [1, 2, 8] },
];
const SMALL = { axes: AXES, repeats: 2, testImages: 40, size: 14 } as const;

const root = mkdtempSync(join(tmpdir(), 'physlayer-page-'));
afterAll(() => rmSync(root, { recursive: true }));

function figure(name: string, title: string): Figure {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="336" height="200"><clipPath id="c"/><g clip-path="url(#c)"/></svg>';
  return {
    name,
    title,
    caption: `${title} of 2 repeats.`,
    svg,
    files: [`figures/${name}.svg`, `figures/${name}.pdf`],
  };
}

function page(name: string, options: RichSweepOptions, figures: readonly Figure[] = []): Document {
  const folder = join(root, name);
  writeRichSweep(folder, options);
  return new JSDOM(reportPage(readEvidence(folder), figures)).window.document;
}

const text = (node: ParentNode, selector: string): string =>
  node.querySelector(selector)!.textContent.replace(/\s+/g, ' ').trim();
const texts = (node: ParentNode, selector: string): string[] =>
  [...node.querySelectorAll(selector)].map(element => element.textContent.replace(/\s+/g, ' ').trim());
const section = (document: Document, id: string): Element => document.getElementById(id)!.closest('section')!;

describe('The page of a finished sweep', () => {
  let document: Document;
  beforeAll(() => {
    document = page('finished', SMALL, [figure('accuracy', 'Accuracy'), figure('curves', 'Training curves')]);
  });

  test('says the result in a sentence with both ends, their intervals and what guessing gives', () => {
    const number = '\\d+\\.\\d ± \\d+\\.\\d %';
    expect(text(document, '.result')).toMatch(
      new RegExp(
        `^Test accuracy ranges from ${number} with 200 photons per pixel, \\d bits? to ${number} with 5,000 photons per ` +
          'pixel, \\d bits? \\(mean and 95 % confidence interval over repeats\\). Always naming the most frequent class ' +
          'would give 10.0 %.$',
      ),
    );
  });

  test('has a heading for every line of its contents, and every link inside it leads somewhere', () => {
    const links = [...document.querySelectorAll('a[href^="#"]')];
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(document.querySelector(link.getAttribute('href')!)).not.toBeNull();
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows the accuracy of every combination', () => {
    const rows = [...document.querySelectorAll('#scores tbody tr')];
    expect(rows.map(row => text(row, 'th'))).toEqual(['1', '2', '8']);
    expect(texts(document, '#scores td').every(cell => /^\d+\.\d ± \d+\.\d$/.test(cell))).toBe(true);
    expect(texts(document, '#scores strong')).toHaveLength(1);
  });

  test('writes the Methods of the whole sweep with sources', () => {
    const simulation = section(document, 'simulation');
    expect(simulation.textContent).toContain('received 200 or 5000 photons on average');
    expect(simulation.textContent).toContain('converted linearly to 2 or 8 bits');
    expect(simulation.querySelector('a[href="https://doi.org/10.1117/3.725073"]')).not.toBeNull();
    const chain = ['Scene', 'Diffraction', 'Exposure', 'Shot noise', 'Read noise', 'Full well', 'Quantizer'];
    expect(
      texts(simulation, '.chain li')
        .slice(0, 7)
        .map(item => item.replace(/ (fixed|fraction.*)$/, '')),
    ).toEqual(chain);
  });

  test('lists all trials with numbers to sort by, and menus for each axis', () => {
    const trials = section(document, 'trials-section');
    expect(trials.querySelectorAll('tbody tr')).toHaveLength(12);
    expect(trials.querySelectorAll('th > button')).toHaveLength(trials.querySelectorAll('th').length);
    expect(texts(trials, 'option')).toEqual(['all', '200', '5,000', 'all', '1', '2', '8']);
    const accuracies = [...trials.querySelectorAll('tbody tr')].map(row =>
      Number(row.querySelectorAll('td')[4]!.getAttribute('data-value')),
    );
    expect(accuracies.every(value => value > 0 && value <= 1)).toBe(true);
  });

  test('shows figures with captions, links to their files and ids of their own', () => {
    expect(texts(document, 'figcaption strong')).toEqual(['Figure 1. Accuracy', 'Figure 2. Training curves']);
    expect(
      [...document.querySelectorAll('#figure-accuracy a')].map(link => link.getAttribute('href')),
    ).toEqual(['figures/accuracy.svg', 'figures/accuracy.pdf']);
    expect(document.querySelector('#figure-curves g')!.getAttribute('clip-path')).toBe('url(#figure-2-c)');
  });

  test('counts every test image of the best combination in its confusion matrix', () => {
    const cells = texts(document, '#confusion tbody td.share').map(Number);
    expect(cells).toHaveLength(100);
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(SMALL.repeats * SMALL.testImages);
  });

  test('says how to reproduce it and where it comes from', () => {
    const commands = document.getElementById('commands')!.textContent;
    expect(commands).toMatch(
      /^npx physlayer sweep configs\/bit-depth.yaml training.epochs=4 --out results\/bit-depth\n/,
    );
    expect(document.getElementById('config')!.textContent).toContain('sensor.bitDepth: [1, 2, 8]');
    expect(document.getElementById('config-file')!.textContent).toContain('trainImages: 6000 # of 60000');
    const provenance = section(document, 'provenance').textContent;
    for (const part of ['5f0c1e2a9b34', '4f0b1d9c7a6e', 'ONNX Runtime', '1 and 2', 'Example CPU']) {
      expect(provenance).toContain(part);
    }
    expect(provenance).not.toContain('lab-7');
  });

  test('refers to no address from which a browser would load something', () => {
    for (const element of document.querySelectorAll('[src], link, iframe, object, embed, form[action]')) {
      expect(element.getAttribute('src') ?? '').toMatch(/^data:/);
    }
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')!
      .getAttribute('content');
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'unsafe-inline'; img-src data:/,
    );
  });

  test('is equal for equal results', () => {
    const evidence = readEvidence(join(root, 'finished'));
    expect(reportPage(evidence, [])).toBe(reportPage(readEvidence(join(root, 'finished')), []));
  });
});

describe('The page of an unfinished sweep', () => {
  test('warns, shows what was not run and where it failed', () => {
    const document = page('unfinished', {
      ...SMALL,
      unfinished: 3,
      failedLog: 'a\nError: quantize: bitDepth is 20\n',
    });
    expect(text(document, '.notices .is-warning')).toContain(
      '3 of 12 trials not finished: 1 failed, 2 not run',
    );
    const states = texts(document, '#trials tr.missing').map(row => /failed|not run/.exec(row)![0]);
    expect(states).toEqual(['failed', 'not run', 'not run']);
    expect(section(document, 'trials-section').textContent).toContain('Error: quantize: bitDepth is 20');
    expect(texts(document, '#scores td')).toContain('–n = 0');
  });

  test('has a page even before the first trial has finished', () => {
    const document = page('nothing', { ...SMALL, unfinished: 12 });
    expect(text(document, '.result')).toBe('None of 12 planned trials has finished yet.');
    expect(document.querySelectorAll('#trials tbody tr')).toHaveLength(12);
  });
});

test('A single trial without axes has a page that speaks of one number', () => {
  const document = page('single', { ...SMALL, axes: [], repeats: 1 });
  expect(text(document, '.result')).toMatch(/^Test accuracy is \d+\.\d % \(one repeat each\)\./);
  expect(document.getElementById('commands')!.textContent).toMatch(/^npx physlayer train /);
});

test('Learned hardware is listed with its start, what was found and its interval', () => {
  const document = page('learned', { ...SMALL, physical: [{ name: 'fNumber', unit: '', value: 3.2 }] });
  const [first] = document.querySelectorAll('#learned tbody tr');
  const cells = texts(first!, 'td');
  expect(cells.slice(0, 3)).toEqual(['200 photons per pixel, 1 bit', 'f-number', '4']);
  expect(cells[3]).toMatch(/^3\.\d+ ± \d\.\d+$/);
});

describe('Hostile names', () => {
  const EVIL = `</script></style><script>window.pwned=1</script><img src=x onerror="pwned=1">'"&`;

  test('appear as text and nowhere as markup', () => {
    const document = page(
      'hostile',
      {
        axes: [{ path: 'sensor.quantizer', values: ['fixed', EVIL] }],
        repeats: 1,
        testImages: 20,
        size: 14,
        classNames: [EVIL, 'b', `${EVIL}2`],
        physical: [{ name: EVIL, unit: EVIL, value: 1 }],
        unfinished: 1,
        failedLog: EVIL,
        plan: { name: EVIL, configFile: EVIL, configText: EVIL, overrides: [EVIL], codeVersion: EVIL },
      },
      [{ ...figure('accuracy', EVIL), caption: EVIL, files: [`figures/${EVIL}.svg`] }],
    );
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(document.querySelectorAll('style')).toHaveLength(1);
    expect(document.querySelector('img')).toBeNull();
    for (const element of document.querySelectorAll('*')) {
      expect(element.getAttributeNames().filter(name => name.startsWith('on'))).toEqual([]);
    }
    expect(text(document, 'h1')).toBe(EVIL);
    expect(document.title).toBe(`${EVIL}: physlayer sweep`);
    expect(text(document, '#confusion tbody th')).toBe(EVIL);
    expect(document.getElementById('config-file')!.textContent).toBe(EVIL);
  });
});
