import { describe, expect, test } from 'vitest';
import { escapeHtml, html, relativeLink, trusted, withDoiLinks } from '../../src/report/html.js';

describe('The html template', () => {
  test('escapes text in content and in attributes', () => {
    const hostile = `<script>alert("1")</script> & 'x'`;
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">' +
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    );
  });

  test('inserts markup of other templates once, not escaped again', () => {
    const inner = html`<b>${'a & b'}</b>`;
    expect(html`<p>${[inner, ' ', trusted('<i>c</i>')]}</p>`.markup).toBe('<p><b>a &amp; b</b> <i>c</i></p>');
  });

  test('leaves out null, undefined and false but not zero', () => {
    expect(html`<p>${null}${undefined}${false}${0}</p>`.markup).toBe('<p>0</p>');
  });

  test('replaces what HTML forbids and keeps tabs, line breaks and whole surrogate pairs', () => {
    expect(escapeHtml('a\u0000b\u001bc\ud800d\te\n😀')).toBe('a\ufffdb\ufffdc\ufffdd\te\n😀');
  });
});

describe('A link', () => {
  test('percent-encodes each part of a path and stays relative', () => {
    expect(relativeLink('trials', 'a b/"c#?.svg')).toBe('trials/a%20b/%22c%23%3F.svg');
  });

  test('to a DOI leads to doi.org and keeps the words around it', () => {
    expect(withDoiLinks('Janesick, doi:10.1117/3.725073.').markup).toBe(
      'Janesick, <a href="https://doi.org/10.1117/3.725073" rel="noreferrer">doi:10.1117/3.725073</a>.',
    );
    expect(withDoiLinks('no <source>').markup).toBe('no &lt;source&gt;');
  });

  test('to a hostile DOI cannot leave its attribute', () => {
    const { markup } = withDoiLinks(`doi:10.1117/3"onclick='x'`);
    expect(markup).not.toMatch(/ onclick/);
    expect(withDoiLinks(`doi:10.1117/3'onclick='x`).markup).toContain('&#39;onclick=&#39;x</a>');
  });
});
