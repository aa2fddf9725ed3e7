import { type Page } from '#libs/http';
import { escapeHtml } from '../domain/payout-mail.js';
import { type MailView } from '../application/mailbox.js';

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2733;--quiet:#5c6b7a;--line:#dfe5ea;--ground:#f6f8fa;--card:#fff;--accent:#0b6e5f}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#93a1af;--line:#2c3844;--ground:#11171d;--card:#18212a;--accent:#56c7b3}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.5rem;margin:0 0 .25rem}
p.lead{color:var(--quiet);margin:0 0 1.5rem}a{color:var(--accent)}
article{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem;margin-bottom:.9rem}
article h2{font-size:1.05rem;margin:0 0 .3rem;overflow-wrap:anywhere}dl{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin:0;color:var(--quiet);font-size:.88rem}
dl div{display:flex;gap:.4rem;min-width:0}dd{margin:0;overflow-wrap:anywhere}pre{white-space:pre-wrap;font:inherit;margin:.8rem 0 0}
nav{margin-top:1.2rem}`;

/** The mailbox as a page: every mail whole, newest first. */
export function mailboxPage(tenant: string, { items, nextCursor }: Page<MailView>): string {
  const more =
    nextCursor === null ? '' : `<nav><a href="/mailbox?cursor=${encodeURIComponent(nextCursor)}">Older mails</a></nav>`;
  const mails =
    items.length > 0
      ? items.map(article).join('\n')
      : '<article>No mail yet. Close a billing cycle to see payouts announced.</article>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Mailbox · ${escapeHtml(tenant)} · Aviary</title><style>${STYLE}</style></head>
<body><main><h1>Mailbox of ${escapeHtml(tenant)}</h1>
<p class="lead">What Aviary would have sent. Nothing leaves this machine in local mode. <a href="/">Back to Aviary</a></p>
${mails}${more}</main></body></html>`;
}

function article({ subject, from, to, receivedAt, text }: MailView): string {
  return `<article><h2>${escapeHtml(subject)}</h2>
<dl><div><dt>From</dt><dd>${escapeHtml(from)}</dd></div><div><dt>To</dt><dd>${escapeHtml(to)}</dd></div>
<div><dt>Received</dt><dd><time datetime="${receivedAt}">${receivedAt.slice(0, 16).replace('T', ' ')} UTC</time></dd></div></dl>
<pre>${escapeHtml(text.trim())}</pre></article>`;
}
