declare module 'svg-to-pdfkit' {
  interface Options {
    /** File of the font for a text. */
    readonly fontCallback?: (family: string, isBold: boolean, isItalic: boolean) => string;
    readonly warningCallback?: (warning: string) => void;
  }
  /** Draws an SVG document onto the current page of `doc` at (x, y), points. */
  export default function SvgToPdf(
    doc: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options?: Options,
  ): void;
}
