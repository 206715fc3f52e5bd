/** What the page does in the browser: sorting, filtering and copying. Without it the page shows all the same. */

/** The script of the page as text. */
export function behaviourScript(): string {
  return `(${startPage.toString()})();`;
}

/** Runs in the browser, cut out of this file as text: it must use nothing from outside itself. */
function startPage(): void {
  const cellOf = (row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined =>
    row.cells[column];
  const valueOf = (row: HTMLTableRowElement, column: number): string => {
    const cell = cellOf(row, column);
    return cell?.dataset.value ?? cell?.textContent.trim() ?? '';
  };
  const collator = new Intl.Collator('en', { numeric: true });

  /** Numbers by size, all else by name; cells without a value come last in either direction. */
  function compare(a: string, b: string, direction: number): number {
    if (a === '' || b === '') return Number(a === '') - Number(b === '');
    const [x, y] = [Number(a), Number(b)];
    return direction * (Number.isNaN(x) || Number.isNaN(y) ? collator.compare(a, b) : x - y);
  }

  function sortBy(table: HTMLTableElement, header: HTMLTableCellElement): void {
    const isAscending = header.getAttribute('aria-sort') !== 'ascending';
    const body = table.tBodies[0]!;
    const rows = [...body.rows];
    const column = header.cellIndex;
    rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column), isAscending ? 1 : -1));
    table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending');
    body.append(...rows);
  }

  function startTable(table: HTMLTableElement): void {
    for (const header of table.tHead?.rows[0]?.cells ?? []) {
      header.querySelector('button')?.addEventListener('click', () => sortBy(table, header));
    }
  }

  function startFilter(form: HTMLFormElement): void {
    const table = document.getElementById(form.dataset.filters!) as HTMLTableElement;
    const words = form.querySelector('input')!;
    const selects = [...form.querySelectorAll('select')];
    const count = form.querySelector('output')!;
    const rows = [...table.tBodies[0]!.rows];
    const isShown = (row: HTMLTableRowElement, wanted: readonly string[]): boolean =>
      wanted.every(word => row.textContent.toLowerCase().includes(word)) &&
      selects.every(({ value, dataset }) => value === '' || valueOf(row, Number(dataset.column)) === value);
    const filter = (): void => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !isShown(row, wanted);
      count.value = `${rows.filter(row => !row.hidden).length} of ${rows.length}`;
    };
    form.addEventListener('input', filter);
    form.addEventListener('reset', () => setTimeout(filter));
    form.addEventListener('submit', event => event.preventDefault());
    filter();
  }

  function csvOf(table: HTMLTableElement): string {
    const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const shown = [...table.rows].filter(row => !row.hidden);
    const line = (row: HTMLTableRowElement): string =>
      [...row.cells].map((_, column) => quoted(valueOf(row, column))).join(',');
    return shown.map(line).join('\n') + '\n';
  }

  function startCopy(button: HTMLButtonElement): void {
    const label = button.textContent;
    const source = document.getElementById(button.dataset.copy!)!;
    const say = (text: string): void => {
      button.textContent = text;
      setTimeout(() => (button.textContent = label), 1500);
    };
    button.addEventListener('click', () => {
      const text = source instanceof HTMLTableElement ? csvOf(source) : source.textContent;
      navigator.clipboard.writeText(text).then(
        () => say('Copied'),
        () => {
          getSelection()?.selectAllChildren(source);
          say('Ctrl + C');
        },
      );
    });
  }

  document.querySelectorAll<HTMLTableElement>('table[data-sortable]').forEach(startTable);
  document.querySelectorAll<HTMLFormElement>('form[data-filters]').forEach(startFilter);
  document.querySelectorAll<HTMLButtonElement>('button[data-copy]').forEach(startCopy);

  const opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    document.querySelectorAll<HTMLDetailsElement>('details[data-print]:not([open])').forEach(details => {
      details.open = true;
      opened.push(details);
    });
  });
  addEventListener('afterprint', () => opened.splice(0).forEach(details => (details.open = false)));
}
