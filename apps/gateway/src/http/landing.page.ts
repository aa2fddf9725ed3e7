import { type HealthState } from '#libs/platform';

interface Landing {
  readonly tenant: string;
  /** Where people reach the gateway. */
  readonly url: string;
  readonly services: readonly { readonly name: string; readonly state: HealthState }[];
  /** A developer's machine: the demo logins and the mailbox are shown. */
  readonly local: boolean;
}

/** What each service is for, and a first thing to read of it. */
const ABOUT: Readonly<Record<string, readonly [what: string, first: string]>> = {
  auth: ['Who people are, how they log in, and what they may do.', 'GET /api/auth/me'],
  employees: ['Who works here, as what, and in which department.', 'GET /api/employees'],
  tasks: ['What there is to do, who does it, and what it pays.', 'GET /api/tasks'],
  accounting: ['Who owes whom, and why: entries, balances, billing cycles, payouts.', 'GET /api/accounting/me/balance'],
  analytics: ['What management wants to know, from aggregates of its own.', 'GET /api/analytics/earnings'],
  notifier: ['Tells people what concerns them, by mail.', 'GET /api/notifier/mailbox'],
  tenants: ['The companies on this installation, and their settings.', 'GET /api/tenants/current/settings'],
  keeper: ['How everything stands, and what has happened: parts, lags, events of all logs.', 'GET /api/ops/status'],
};

const STYLE = `
:root{color-scheme:light dark;--ink:#1b2530;--quiet:#566575;--line:#dde4ea;--ground:#f5f7f9;--card:#fff;--accent:#0b6e5f;--soft:#e3f2ef;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#94a3b3;--line:#293541;--ground:#10161c;--card:#17202a;--accent:#5cc9b5;--soft:#16302c;--bad:#ff8a7d}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:64rem;margin:0 auto;padding:2.5rem 1.1rem 4rem}header{margin-bottom:2rem}
h1{font-size:clamp(1.8rem,5vw,2.6rem);line-height:1.15;margin:0 0 .5rem;letter-spacing:-.02em}h2{font-size:1.15rem;margin:2.4rem 0 .8rem}
p{margin:0 0 .6rem;max-width:46rem}.quiet{color:var(--quiet)}a{color:var(--accent)}
.tenant{display:inline-block;background:var(--soft);color:var(--accent);border-radius:99px;padding:.15rem .8rem;font-size:.9rem;margin-bottom:1rem}
nav{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:1.1rem}nav a{border:1px solid var(--line);background:var(--card);border-radius:.5rem;padding:.5rem .95rem;text-decoration:none}
nav a:first-child{background:var(--accent);border-color:var(--accent);color:var(--card)}
.grid{display:grid;gap:.8rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
article{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem 1.1rem;display:flex;flex-direction:column}
article h3{margin:0;font-size:1.02rem;display:flex;justify-content:space-between;align-items:baseline;gap:.5rem}
article p{margin:.4rem 0 .7rem;font-size:.95rem}article code{font-size:.82rem;overflow-wrap:anywhere;color:var(--quiet)}article a{margin-top:auto;padding-top:.6rem;font-size:.92rem}
.state{font-size:.8rem;font-weight:500;color:var(--accent)}.state::before{content:"";display:inline-block;width:.5rem;height:.5rem;border-radius:50%;background:currentColor;margin-right:.35rem}
.state.down{color:var(--bad)}table{border-collapse:collapse;font-size:.95rem;width:100%;max-width:40rem}td,th{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
pre{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem;overflow-x:auto;font-size:.85rem}`;

const LOGINS: readonly (readonly [login: string, may: string])[] = [
  ['developer', 'gets tasks, completes them, sees what they earned'],
  ['manager', 'makes tasks, reassigns them, sees what management earned'],
  ['auditor', 'sees every account, entry and cycle'],
  ['admin', 'may do everything, closes cycles, sees how the system stands'],
];

/** What one may want to know of what has happened, and where it is told. */
const QUESTIONS: readonly (readonly [what: string, path: string])[] = [
  ['Why is this entry there, and was it paid?', 'GET /api/accounting/entries/:id/explain'],
  ['What has happened to this task?', 'GET /api/tasks/:id/events'],
  ['What did this request lead to, what concerns this person?', 'GET /api/ops/events/search'],
  ['What was this task, account or person last week?', 'GET /api/ops/events/streams/:stream/state'],
];

const question = ([what, path]: readonly [string, string]): string =>
  `<tr><td>${what}</td><td><code>${path}</code></td></tr>`;

/** The tenant comes from the host that was asked for, so it is as untrusted as any input. */
const escape = (text: string): string => text.replace(/[^a-z0-9.-]/g, '');

/** The landing page. */
export function landingPage({ tenant, url, services, local }: Landing): string {
  const links = [
    '<a href="/docs">API documentation</a>',
    '<a href="/docs/events">Events</a>',
    '<a href="/openapi.json">OpenAPI</a>',
  ];
  if (local) links.push('<a href="/mailbox">Mailbox</a>');
  links.push('<a href="/readyz">Readiness</a>');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Aviary · ${escape(tenant)}</title><style>${STYLE}</style></head>
<body><main><header><span class="tenant">${escape(tenant)}</span>
<h1>Aviary</h1><p>People get tasks, do them, and are paid for them. Every number here can be traced to the event that caused it.</p>
<nav>${links.join('')}</nav></header>
<section><h2>Services</h2><div class="grid">${services.map(card).join('\n')}</div></section>
<section><h2>Where a number comes from</h2><table>${QUESTIONS.map(question).join('')}</table></section>
${local ? logins(url) : ''}</main></body></html>`;
}

function card({ name, state }: Landing['services'][number]): string {
  const [what, first] = ABOUT[name] ?? ['', ''];
  const word = state === 'ok' ? 'ready' : 'not ready';
  return `<article><h3>${name}<span class="state${state === 'ok' ? '' : ' down'}">${word}</span></h3>
<p>${what}</p><code>${first}</code><a href="/docs#/${name}">API of ${name}</a></article>`;
}

function logins(url: string): string {
  const rows = LOGINS.map(([login, may]) => `<tr><td><code>${login}</code></td><td>${may}</td></tr>`).join('');
  return `<section><h2>Log in</h2><p class="quiet">Demo logins of local mode; the password of each is <code>popug</code>.</p>
<table>${rows}</table>
<pre>curl -s ${url}/api/auth/login -H 'content-type: application/json' \\
  -d '{"login":"manager","password":"popug"}'</pre></section>`;
}
