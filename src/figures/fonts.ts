/** The font of all figures, and the width of text set in it. Arimo, Apache License 2.0. */
import { createRequire } from 'node:module';
import PdfDocument from 'pdfkit';

const require = createRequire(import.meta.url);

/** TrueType files; nothing is taken from the computer's own fonts. */
export const FONT_FILES = {
  regular: require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
} as const;

export type FontFace = keyof typeof FONT_FILES;

let measuring: PDFKit.PDFDocument | undefined;

/** Width of one line of text, in the unit of `fontSize`. */
export function textWidth(text: string, fontSize: number, face: FontFace = 'regular'): number {
  measuring ??= new PdfDocument({ autoFirstPage: false });
  return measuring.font(FONT_FILES[face]).fontSize(fontSize).widthOfString(text);
}

/** Breaks text at spaces into lines no wider than `width`, as far as its words allow. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)!} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Shortens text with an ellipsis until it fits. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
