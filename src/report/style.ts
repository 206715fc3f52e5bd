/** The style sheet of the page: system fonts, light and dark, narrow screens and paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f8; --ink: #1b1f24; --muted: #59636e; --rule: #d9dee3; --faint: #edf0f2;
  --accent: #0a58a6; --mark: #0072b2; --warn-ink: #7a3e00; --warn: #fff4e0; --warn-rule: #e69f00; --shade: #0000001f;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --raised: #1c2126; --ink: #e6e9ec; --muted: #9ba6b1; --rule: #353d45; --faint: #252b31;
    --accent: #7db7f0; --mark: #56b4e9; --warn-ink: #f5cf8e; --warn: #2e2410; --warn-rule: #b27c0c; --shade: #00000080;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 var(--sans); }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }

.layout { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
@media (min-width: 72rem) {
  .layout { display: grid; grid-template-columns: 12rem minmax(0, 1fr); column-gap: 3rem; }
  .layout > header, .layout > footer { grid-column: 2; }
  .contents { grid-row: 1 / span 2; }
}
main { min-width: 0; }

header { padding: 2.5rem 0 0; }
.eyebrow { margin: 0; color: var(--muted); font-size: 0.875rem; }
h1 { margin: 0.15rem 0 0.75rem; font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; }
h1, h2, h3, h4, p, dd, figcaption, code { overflow-wrap: anywhere; }
td, th { overflow-wrap: break-word; }
td code, th code { overflow-wrap: normal; }
h2 { margin: 3.25rem 0 0.9rem; padding-top: 0.9rem; border-top: 1px solid var(--rule);
  font-size: 1.35rem; line-height: 1.3; letter-spacing: -0.01em; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.05rem; line-height: 1.4; }
h4 { margin: 1.1rem 0 0.15rem; font-size: 1rem; line-height: 1.4; }
p, ul, ol { max-width: 44rem; }
p { margin: 0 0 0.9rem; }
.result { max-width: 46rem; font-size: 1.2rem; line-height: 1.5; }
.result strong { white-space: nowrap; font-variant-numeric: tabular-nums; }

.contents { font-size: 0.9rem; }
.contents ol { margin: 0; padding: 0; list-style: none; }
.contents a { display: block; padding: 0.28rem 0; color: var(--muted); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
@media (min-width: 72rem) {
  .contents ol { position: sticky; top: 0; padding-top: 3rem; }
}
@media (max-width: 71.99rem) {
  .contents { order: 1; margin-top: 1rem; }
  .contents ol { display: flex; flex-wrap: wrap; column-gap: 1.1rem; max-width: none; }
}

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin: 1.5rem 0 0;
  border: 1px solid var(--rule); border-radius: 8px; background: var(--rule); overflow: hidden; }
.facts div { padding: 0.75rem 1rem; background: var(--page); }
.facts dt { color: var(--muted); font-size: 0.8rem; }
.facts dd { margin: 0.1rem 0 0; font-size: 1.15rem; font-weight: 600; line-height: 1.35; font-variant-numeric: tabular-nums; }
.facts small { display: block; color: var(--muted); font-size: 0.8rem; font-weight: 400; }

.notices { margin: 1.5rem 0 0; padding: 0; max-width: none; list-style: none; }
.notices li { margin: 0 0 0.5rem; padding: 0.6rem 1rem; border-left: 3px solid var(--mark); background: var(--raised);
  border-radius: 0 6px 6px 0; font-size: 0.95rem; }
.notices .is-warning { border-color: var(--warn-rule); background: var(--warn); color: var(--warn-ink); }
.notices strong { display: block; }

.chain { display: flex; flex-wrap: wrap; gap: 0.6rem 1.6rem; margin: 1.25rem 0 1.75rem; padding: 0 1.6rem 0 0; max-width: none; list-style: none; }
.chain li { position: relative; padding: 0.45rem 0.8rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--raised);
  font-size: 0.9rem; line-height: 1.35; }
.chain li:not(:last-child)::after { content: '→'; position: absolute; right: -1.32rem; top: 50%; translate: 0 -50%; color: var(--muted); }
.chain small { display: block; color: var(--muted); font-size: 0.8rem; }
.chain .off { border-style: dashed; background: none; color: var(--muted); }
.chain .learned { border-color: var(--mark); box-shadow: inset 0 0 0 1px var(--mark); }

.scroll { margin: 0 0 1rem; overflow-x: auto; background:
  linear-gradient(to right, var(--page) 30%, transparent) left / 2rem 100% local,
  linear-gradient(to left, var(--page) 30%, transparent) right / 2rem 100% local,
  linear-gradient(to right, var(--shade), transparent) left / 0.75rem 100% scroll,
  linear-gradient(to left, var(--shade), transparent) right / 0.75rem 100% scroll;
  background-repeat: no-repeat; }
.tall { max-height: 34rem; overflow: auto; border: 1px solid var(--rule); border-radius: 6px; }
.tall table { margin: 0; }
.tall thead th { position: sticky; top: 0; background: var(--raised); box-shadow: inset 0 -1px var(--rule); z-index: 1; }
table { border-collapse: collapse; font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.caption { max-width: 46rem; margin: 0 0 0.5rem; color: var(--muted); font-size: 0.9rem; }
th, td { padding: 0.36rem 0.8rem; border-bottom: 1px solid var(--faint); text-align: left; vertical-align: baseline; unicode-bidi: isolate; }
thead th { border-bottom-color: var(--rule); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; }
.right { white-space: nowrap; }
.right { text-align: right; }
thead .right { white-space: normal; }
h4 small { color: var(--muted); font-weight: 400; }
td small, th small { display: block; color: var(--muted); font-weight: 400; }
tr.missing td { color: var(--muted); }
th.long { min-width: 8rem; }
th button { display: inline-flex; align-items: baseline; gap: 0.3em; margin: -0.36rem -0.8rem; padding: 0.36rem 0.8rem; border: 0;
  background: none; color: inherit; font: inherit; text-align: inherit; cursor: pointer; }
th button::after { content: '↕'; width: 0.8em; color: var(--muted); font-size: 0.8em; }
th[aria-sort=ascending] button::after { content: '↑'; color: var(--accent); }
th[aria-sort=descending] button::after { content: '↓'; color: var(--accent); }
th button:hover { color: var(--accent); }
.share { background: color-mix(in srgb, var(--mark) calc(var(--part) * 55%), transparent); }
.wide th, .wide td { padding: 0.36rem 0.6rem; }

.controls { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1rem; margin: 0 0 0.9rem; font-size: 0.875rem; }
.controls label { display: grid; gap: 0.2rem; color: var(--muted); }
.controls output { margin-left: auto; padding: 0.4rem 0; color: var(--muted); font-variant-numeric: tabular-nums; }
input, select, .button { min-height: 2.2rem; padding: 0.3rem 0.7rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--page);
  color: var(--ink); font: inherit; }
.button { min-width: 5.5rem; background: var(--raised); font-size: 0.85rem; cursor: pointer; }
.button:hover { border-color: var(--accent); color: var(--accent); }

.figures { columns: 2 24rem; column-gap: 2.5rem; }
figure { margin: 0 0 2rem; min-width: 0; break-inside: avoid; }
figure.full { column-span: all; }
.drawing { padding: 0.75rem; border: 1px solid var(--rule); border-radius: 8px; background: #ffffff; color: #000000; }
.drawing svg { display: block; width: 100%; max-width: var(--widest); height: auto; margin: 0 auto; }
figcaption { max-width: 46rem; margin-top: 0.6rem; font-size: 0.9rem; line-height: 1.5; }
figcaption strong { display: block; }
.files { display: block; color: var(--muted); font-size: 0.85rem; }
.lead { max-width: 46rem; margin: 1.75rem 0 2rem; }

code, pre { font-family: var(--mono); font-size: 0.86em; }
pre code { font-size: inherit; overflow-wrap: normal; }
pre { margin: 0; padding: 0.85rem 1rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--raised); overflow: auto; line-height: 1.5;
  font-size: 0.84rem; tab-size: 2; }
pre.text { max-height: 26rem; }
.block { margin: 0 0 1.25rem; }
.block > div { display: flex; justify-content: space-between; align-items: end; gap: 1rem; margin-bottom: 0.4rem; font-size: 0.9rem; color: var(--muted); }
details { margin: 0 0 1rem; }
summary { cursor: pointer; color: var(--accent); }
details[open] > summary { margin-bottom: 0.75rem; }
dl.pairs { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.3rem 1.5rem; margin: 0 0 1rem; font-size: 0.93rem; }
dl.pairs dt { color: var(--muted); }
dl.pairs dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: 0.85rem; }
[hidden] { display: none !important; }

@media (max-width: 40rem) {
  h1 { font-size: 1.6rem; }
  .result { font-size: 1.08rem; }
  .layout { padding: 0 1rem 3rem; }
  .drawing { padding: 0.4rem; }
  th, td { padding: 0.36rem 0.55rem; }
  th button { margin: -0.36rem -0.55rem; padding: 0.36rem 0.55rem; }
  dl.pairs { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.pairs dd { margin-bottom: 0.6rem; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print {
  :root { color-scheme: light; --page: #fff; --raised: #fff; --ink: #000; --muted: #444; --rule: #bbb; --faint: #ddd; --accent: #000;
    --mark: #0072b2; --warn: #fff; --warn-ink: #000; }
  @page { margin: 16mm 15mm; }
  html { font-size: 12.5px; }
  .layout { display: block; max-width: none; padding: 0; }
  .contents, .controls, .button { display: none; }
  header { padding: 0; }
  h2 { margin-top: 1.6rem; break-after: avoid; }
  h3, h4, .caption { break-after: avoid; }
  .share { print-color-adjust: exact; }
  figure, .facts, .notices li, .chain li, tr { break-inside: avoid; }
  .figures { columns: 1; }
  .figures figure, .lead { max-width: 13cm; margin-bottom: 1rem; }
  .figures figure.full { max-width: none; }
  .tall, pre.text { max-height: none; overflow: visible; border: 0; }
  .tall thead th { position: static; box-shadow: none; }
  /* Buttons stay empty where the head is repeated on a further sheet. */
  th button { display: none; }
  th[data-title]::before { content: attr(data-title); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow: visible; background: none; }
  .tall table { font-size: 0.84rem; }
  th, td, .wide th, .wide td { padding: 0.15rem 0.4rem; }
  a { text-decoration: none; }
  .drawing { border: 0; padding: 0; }
}
`;
