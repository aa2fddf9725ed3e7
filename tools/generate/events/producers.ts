import fs from 'node:fs';
import path from 'node:path';

const isCode = (file: string): boolean =>
  file.endsWith('.ts') && !/\.(spec|int\.spec|projection|reactor|query)\.ts$/.test(file);

/** What every service with a log records by the same code. */
const OF_ALL: Readonly<Record<string, string>> = { LogEpochOpened: 'libs/event-store/src/event-log.ts' };

/**
 * The files of a service that make facts of an event: those in which the event's name stands as that of a fact.
 *
 * @returns paths within the project, sorted; none where only a library makes it
 */
export function producersOf(root: string, service: string, events: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>(events.map((event) => [event, OF_ALL[event] ? [OF_ALL[event]] : []]));
  for (const room of ['domain', 'application']) {
    const folder = path.join(root, 'apps', service, 'src', room);
    if (!fs.existsSync(folder)) continue;
    for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isCode).sort()) {
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      for (const [, names = ''] of text.matchAll(/\bevent: ('\w+'(?: \| '\w+')*)/g))
        for (const [, event = ''] of names.matchAll(/'(\w+)'/g))
          found.get(event)?.push(`apps/${service}/src/${room}/${file}`);
    }
  }
  return new Map([...found].map(([event, files]) => [event, [...new Set(files)]]));
}
