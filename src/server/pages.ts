import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** HTML that is safe to put into a page. Only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type Part = string | Html | readonly Html[];

/** Builds HTML; every text put in is escaped. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: fixed.map((text, index) => text + markupOf(parts[index] ?? '')).join('') };
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return part.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('');
}

export interface PageOptions {
  readonly status?: number;
  /** Another origin to which a form of this page may lead. */
  readonly leadsTo?: string;
}

/** Answers with a whole page. It runs no script, loads nothing, cannot be framed, is not stored and tells nobody its address. */
export function showPage(reply: FastifyReply, title: string, body: Html, options: PageOptions = {}): FastifyReply {
  const forms = options.leadsTo === undefined ? "'self'" : `'self' ${options.leadsTo}`;
  const policy = `default-src 'none'; style-src '${styleHash}'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Tieout</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <main>
          <p class="brand">Tieout</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  return reply
    .code(options.status ?? 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(page.markup);
}

const style = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5c6b7a; --line: #d8dee5; --paper: #ffffff; --back: #f3f5f7; --act: #0b6b58; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #9aa8b6; --line: #36424e; --paper: #1b232b; --back: #12181e; --act: #3fb49b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--back); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 3rem 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
.brand { color: var(--soft); font-weight: 600; letter-spacing: .04em; margin: 0 0 1.5rem; }
.soft { color: var(--soft); }
ul, ol { padding-left: 1.2rem; }
li { margin: .35rem 0; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1.25rem 0; }
label { display: flex; gap: .75rem; align-items: baseline; padding: .5rem 0; cursor: pointer; }
button { font: inherit; font-weight: 600; color: #fff; background: var(--act); border: 0; border-radius: .5rem; padding: .7rem 1.3rem; cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
@media (prefers-color-scheme: dark) { button { color: #08110f; } }
`;

const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
