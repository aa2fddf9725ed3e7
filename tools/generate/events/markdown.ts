import { type DescribedEvent, type DescribedVersion } from './catalogue.js';

const HEADER = '<!-- Generated from schemas/ by `npm run generate`. Do not edit. -->';

/** What stands in a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function fieldTable({ fields }: DescribedVersion): string[] {
  if (fields.length === 0) return ['It says nothing but that it happened.'];
  return [
    '| field | type | unit | what it means |',
    '| --- | --- | --- | --- |',
    ...fields.map(({ path, type, isNullable, unit, meaning, isPersonal }) => {
      const personal = isPersonal ? ' **Personal**: sealed, and null once the person is erased.' : '';
      return `| \`${path}\` | ${type}${isNullable ? ' or null' : ''} | ${unit} | ${cell(meaning)}${personal} |`;
    }),
  ];
}

function history(versions: readonly DescribedVersion[]): string[] {
  return versions.flatMap(({ version, changes }) =>
    changes.length > 0 ? [`**New in version ${version}:** ${changes.join(' ')}`, ''] : [],
  );
}

/** Of an event that nothing records. */
const nobody = ({ replacedBy }: Pick<DescribedEvent, 'replacedBy'>): string =>
  replacedBy ? 'nothing any more' : 'nothing yet';

function eventSection({ event, meaning, versions, ...known }: DescribedEvent, up: string): string[] {
  const [newest] = versions;
  const producers = known.producers.map((file) => `[${file}](${up}/${file})`);
  return [
    `## ${event}`,
    '',
    meaning,
    '',
    `- **Version:** ${newest?.version}, in \`schemas/${newest?.file.file}\``,
    `- **Subject:** \`${known.subject}\``,
    ...(known.replacedBy
      ? [`- **Replaced by:** [\`${known.replacedBy}\`](#${known.replacedBy.toLowerCase()}), as which old ones are read`]
      : []),
    ...(known.replaces.length > 0 ? [`- **Replaces:** ${codes(known.replaces)}`] : []),
    `- **Recorded by:** ${producers.join(', ') || nobody(known)}`,
    `- **Read by:** ${codes(known.consumers) || 'nothing of ours'}`,
    ...(known.piiSubject ? [`- **Personal fields are of:** \`${known.piiSubject}\``] : []),
    '',
    ...(newest ? fieldTable(newest) : []),
    '',
    ...history(versions),
    ...(known.example ? ['```json', JSON.stringify(known.example), '```', ''] : []),
  ];
}

/** The page of one service. */
export function servicePage(service: string, events: readonly DescribedEvent[]): string {
  return [
    `# Events of ${service}`,
    '',
    HEADER,
    '',
    `On the topic \`aviary.${service}\`, keyed by \`<tenant>/<stream>\`. What every record carries in \`meta\` is told in the`,
    `[overview](README.md#meta). Examples are from the logs of a demo company; what is personal in them is masked.`,
    '',
    ...events.flatMap((event) => eventSection(event, '../..')),
  ].join('\n');
}

/** The overview: every event in a line, and `meta`. */
export function overviewPage(events: readonly DescribedEvent[], meta: DescribedVersion['fields']): string {
  return [
    '# Events',
    '',
    HEADER,
    '',
    'Everything that services record, and that others can read from Kafka. `GET /docs/events` of the gateway shows the same, and',
    '`GET /docs/events/asyncapi.json` is it as AsyncAPI 3. How events are added and changed is told in',
    '[schemas/README.md](../../schemas/README.md).',
    '',
    '| event | what it means | read by |',
    '| --- | --- | --- |',
    ...events.map(
      ({ service, event, meaning, consumers }) =>
        `| [\`${service}.${event}\`](${service}.md#${event.toLowerCase()}) | ${cell(meaning)} | ${codes(consumers)} |`,
    ),
    '',
    '## Meta',
    '',
    'The first field of every record, frozen for good.',
    '',
    '| field | type | unit | what it means |',
    '| --- | --- | --- | --- |',
    ...meta.map(
      ({ path, type, isNullable, unit, meaning }) =>
        `| \`${path}\` | ${type}${isNullable ? ' or null' : ''} | ${unit} | ${cell(meaning)} |`,
    ),
    '',
  ].join('\n');
}
