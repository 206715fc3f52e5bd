/** A table of text with aligned columns; numbers to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map(row => row[column]!.length)));
  const isNumeric = header.map((_, column) => rows.every(row => /^[-\d]/.test(row[column]!)));
  return [header, ...rows]
    .map(row =>
      row
        .map((cell, column) =>
          isNumeric[column]! ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
