import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pdfFrom, pngFrom } from '../../src/figures/convert.js';
import { plotCanvas, svgFile } from '../../src/figures/plot-svg.js';
import { DEFAULT_STYLE } from '../../src/figures/style.js';
import * as Plot from '@observablehq/plot';

function drawing(): string {
  const marks = [
    Plot.text(['Bold µm ± ×'], { x: 96, y: 20, fontWeight: 'bold' }),
    Plot.text(['Regular'], { x: 96, y: 40 }),
    Plot.dot([0], { x: 96, y: 70, r: 10, fill: 'currentColor' }),
  ];
  const chart = plotCanvas(DEFAULT_STYLE, 192, 96, marks);
  return svgFile(DEFAULT_STYLE, { width: 192, height: 96 }, 'Test', [{ chart, x: 0, y: 0 }]);
}

const hasPdfFonts = (() => {
  try {
    execFileSync('pdffonts', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('a PDF', () => {
  it('has the size of the drawing, its bytes depend on the drawing alone', async () => {
    const pdf = await pdfFrom(drawing(), 'Test');
    expect(pdf.toString('latin1')).toContain('/MediaBox [0 0 144 72]');
    expect(pdf.toString('latin1')).not.toMatch(/\/Type3|\/Helvetica/);
    expect(pdf.equals(await pdfFrom(drawing(), 'Test'))).toBe(true);
  });

  it.skipIf(!hasPdfFonts)(
    'has its fonts embedded (pdffonts of poppler-utils is needed to see it)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
      writeFileSync(join(folder, 'x.pdf'), await pdfFrom(drawing(), 'Test'));
      const lines = execFileSync('pdffonts', [join(folder, 'x.pdf')], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .slice(2);
      rmSync(folder, { recursive: true });
      expect(lines).toHaveLength(2);
      for (const line of lines)
        expect(line).toMatch(/\+Arimo-(Regular|Bold) +CID TrueType +Identity-H +yes yes yes/);
    },
  );
});

describe('a PNG', () => {
  it('has 300 pixels per inch, says so, and is white where nothing is drawn', async () => {
    const png = pngFrom(drawing());
    const { width, height, density } = await sharp(png).metadata();
    expect([width, height, density]).toEqual([600, 300, 300]);
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [
      ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
    ];
    expect(at(2, 2)).toEqual([255, 255, 255]);
    expect(at(300, Math.round((70 * 300) / 96))).toEqual([0, 0, 0]);
  });
});
