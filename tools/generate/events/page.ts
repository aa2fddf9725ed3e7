import { type DescribedEvent, type DescribedVersion } from './catalogue.js';
import { grouped } from './grouped.js';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `:root{color-scheme:light dark;--ink:#1b2530;--quiet:#566575;--line:#dde4ea;--ground:#f5f7f9;--card:#fff;--accent:#0b6e5f;--soft:#e3f2ef}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#94a3b3;--line:#293541;--ground:#10161c;--card:#17202a;--accent:#5cc9b5;--soft:#16302c}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.1rem 4rem}h1{font-size:clamp(1.8rem,5vw,2.4rem);line-height:1.15;margin:0 0 .5rem}
h2{margin:2.6rem 0 .6rem;font-size:1.3rem}p{margin:0 0 .6rem;max-width:48rem}a{color:var(--accent)}.quiet{color:var(--quiet)}
details{background:var(--card);border:1px solid var(--line);border-radius:.6rem;margin:.5rem 0;padding:.2rem 1rem}
summary{cursor:pointer;padding:.55rem 0}summary code{font-size:1rem;font-weight:600}summary span{color:var(--quiet)}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;width:100%;margin:.5rem 0 1rem}
td,th{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
code{overflow-wrap:anywhere}pre{background:var(--ground);border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem;overflow-x:auto;font-size:.82rem}
mark{background:var(--soft);color:var(--accent);border-radius:.3rem;padding:0 .35rem;font-size:.85rem}`;

function fieldRows({ fields }: Pick<DescribedVersion, 'fields'>): string {
  const rows = fields.map(({ path, type, isNullable, unit, meaning, isPersonal }) => {
    const mark = isPersonal ? ' <mark>personal</mark>' : '';
    const cells = [`<code>${path}</code>${mark}`, `${type}${isNullable ? ' or null' : ''}`, unit, escape(meaning)];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const head = '<tr><th>field</th><th>type</th><th>unit</th><th>what it means</th></tr>';
  return `<div class="wide"><table>${head}${rows.join('\n')}</table></div>`;
}

const list = (names: readonly string[], none: string): string =>
  names.map((name) => `<code>${escape(name)}</code>`).join(', ') || none;

const replacement = ({ replacedBy, replaces }: Pick<DescribedEvent, 'replacedBy' | 'replaces'>): string =>
  [
    replacedBy ? `Replaced by <code>${replacedBy}</code>, as which old ones are read<br>` : '',
    replaces.length > 0 ? `Replaces ${list(replaces, '')}<br>` : '',
  ].join('');

function eventPart({ name, event, meaning, versions, ...known }: DescribedEvent): string {
  const changes = versions
    .filter((version) => version.changes.length > 0)
    .map((version) => `<p>New in version ${version.version}: ${version.changes.map(escape).join(' ')}</p>`);
  const example = known.example ? `<pre>${escape(JSON.stringify(known.example, undefined, 2))}</pre>` : '';
  return `<details id="${name}"><summary><code>${event}</code> <span>${escape(meaning)}</span></summary>
<p>Version ${versions[0]?.version} · subject <code>${known.subject}</code><br>
${replacement(known)}Recorded by ${list(known.producers, known.replacedBy ? 'nothing any more' : 'nothing yet')}<br>Read by ${list(known.consumers, 'nothing of ours')}</p>
${versions[0] ? fieldRows(versions[0]) : ''}${changes.join('\n')}${example}</details>`;
}

/** The catalogue as a page of its own, without anything from elsewhere; not yet formatted. */
export function eventsPage(events: readonly DescribedEvent[], meta: DescribedVersion['fields']): string {
  const services = grouped(events, ({ service }) => service).map(
    ([service, own]) =>
      `<section><h2 id="${service}">${service}</h2><p class="quiet">Topic <code>aviary.${service}</code></p>
${own.map(eventPart).join('\n')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Events · Aviary</title><style>${STYLE}</style></head>
<body><main><header><h1>Events</h1>
<p>Everything that services record, and that others can read from Kafka. The same as <a href="/docs/events/asyncapi.json">AsyncAPI</a>;
requests and answers are <a href="/docs">over there</a>.</p></header>
${services.join('\n')}
<section><h2 id="meta">Meta</h2><p>The first field of every record, frozen for good.</p>${fieldRows({ fields: meta })}</section>
</main></body></html>
`;
}
