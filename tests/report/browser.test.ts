import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drawFigures } from '../../src/figures/draw-all.js';
import { writeReport } from '../../src/report/write-report.js';
import { writeRichSweep } from './rich-sweep.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const folder = mkdtempSync(join(tmpdir(), 'physlayer-browser-'));
let browser: Browser | undefined;
let address = '';

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) return;
  const axes = [
    { path: 'sensor.photonsAtFullScale', values: [200, 5000] },
    { path: 'sensor.bitDepth', values: [1, 2, 10] },
  ];
  const evil = '<img src=x onerror="window.pwned=1">';
  writeRichSweep(folder, { axes, repeats: 2, testImages: 40, size: 14, classNames: ['0', '1', evil] });
  address = pathToFileURL(await writeReport(folder, await drawFigures(folder, { formats: ['svg'] }))).href;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(context =>
  context.skip(!browser, `no Chromium at ${CHROMIUM}: install it, or set CHROMIUM_PATH to one`),
);

interface Opened {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** What it wrote to the console and threw. */
  readonly complaints: readonly string[];
}

const opened = new Map<number, Promise<Opened>>();

/** The page at a width, opened once. */
function open(width: number): Promise<Opened> {
  const found = opened.get(width) ?? load(width);
  opened.set(width, found);
  return found;
}

async function load(width: number): Promise<Opened> {
  const page = await browser!.newPage({ viewport: { width, height: 900 } });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  await page.goto(address, { waitUntil: 'load' });
  return { page, requests, complaints };
}

const NUMBERS = '#trials tbody tr:not([hidden]) td:nth-child(2)';
const column = (page: Page): Promise<string[]> => page.locator(NUMBERS).allTextContents();

describe.each([390, 1280])('The page at %i pixels', width => {
  test('opens from disk, asks for nothing else and complains about nothing', async () => {
    const { page, requests, complaints } = await open(width);
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
  });

  test('is not wider than the screen', async () => {
    const { page } = await open(width);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test('shows every figure', async () => {
    const { page } = await open(width);
    const drawings = await page.locator('figure svg[role=img]').all();
    expect(drawings.length).toBeGreaterThan(3);
    for (const drawing of drawings) {
      const box = await drawing.boundingBox();
      expect(box!.width).toBeGreaterThan(200);
      expect(box!.height).toBeGreaterThan(50);
    }
  });
});

describe('The table of trials', () => {
  test('is sorted by a click on a head, as numbers, and turned round by the next', async () => {
    const { page } = await open(1280);
    const head = page.locator('#trials th', { hasText: 'Bit depth' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await column(page)).toEqual(['1', '1', '1', '1', '2', '2', '2', '2', '10', '10', '10', '10']);
    await head.getByRole('button').press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect((await column(page)).slice(0, 5)).toEqual(['10', '10', '10', '10', '2']);
    await page.locator('#trials th', { hasText: 'Test accuracy' }).getByRole('button').click();
    expect(await page.locator('#trials [aria-sort]').count()).toBe(1);
  });

  test('is filtered by menus and words, and says how many rows are left', async () => {
    const { page } = await open(1280);
    const count = page.locator('form output');
    expect(await count.textContent()).toBe('12 of 12');
    await page.getByRole('combobox', { name: 'Bit depth' }).selectOption('2');
    expect(await count.textContent()).toBe('4 of 12');
    await page.getByLabel('Filter by words').fill('5,000 finished');
    expect(await count.textContent()).toBe('2 of 12');
    expect(await column(page)).toEqual(['2', '2']);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => count.textContent()).toBe('12 of 12');
  });
});

test('A copy button copies the text beside it, or the rows that are shown', async () => {
  const { page } = await open(1280);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
  const button = page.getByRole('button', { name: 'Copy: Commands' });
  await button.click();
  await expect.poll(() => button.textContent()).toBe('Copied');
  expect(await clipboard()).toMatch(/^npx physlayer sweep configs\/bit-depth.yaml/);
  await page.getByRole('combobox', { name: 'Bit depth' }).selectOption('10');
  await page.getByRole('button', { name: /^Copy CSV/ }).click();
  await expect.poll(clipboard).toMatch(/^Photons per pixel at full scale,Bit depth \(bits\),Repeat,/);
  expect((await clipboard()).trim().split('\n')).toHaveLength(5);
});
