/** SVG text to PDF and PNG, both with the bundled font. */
import { Resvg } from '@resvg/resvg-js';
import PdfDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import { FONT_FILES } from './fonts.js';
import { withResolution } from './png.js';

/** Resolution of PNG files for print. */
const PIXELS_PER_INCH = 300;
const CSS_PIXELS_PER_INCH = 96;

/**
 * One page of the size of the drawing, vector graphics, TrueType fonts embedded. Equal drawings give equal bytes.
 *
 * @throws Error if the drawing holds something that a PDF of ours cannot show.
 */
export function pdfFrom(svg: string, title: string): Promise<Buffer> {
  const [width, height] = ['width', 'height'].map(name => {
    const match = new RegExp(`<svg[^>]* ${name}="([\\d.]+)pt"`).exec(svg);
    if (!match) throw new RangeError(`pdfFrom: svg has no ${name} in points`);
    return Number(match[1]);
  }) as [number, number];
  // A fixed date: the bytes depend on the drawing alone.
  const info = { Title: title, CreationDate: new Date(0) };
  const document = new PdfDocument({ size: [width, height], margin: 0, info, compress: true });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  svgToPdf(document, svg, 0, 0, {
    fontCallback: (_family, isBold) => (isBold ? FONT_FILES.bold : FONT_FILES.regular),
    warningCallback: warning => {
      throw new Error(`pdfFrom: ${warning}`);
    },
  });
  document.end();
  return finished;
}

/** White background; 300 pixels per inch unless said otherwise. */
export function pngFrom(svg: string, pixelsPerInch = PIXELS_PER_INCH): Buffer {
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pixelsPerInch / CSS_PIXELS_PER_INCH },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(FONT_FILES),
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
    },
  });
  return withResolution(resvg.render().asPng(), pixelsPerInch);
}
