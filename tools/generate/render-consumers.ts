import { type Consumers } from './consumers.js';
import { HEADER } from './render.js';

/** The file with who reads which event; not yet formatted. */
export function renderConsumers(consumers: Consumers): string {
  const entries = [...consumers].map(([event, names]) => `'${event}': ${JSON.stringify(names)},`);
  return [
    HEADER,
    '/** `<service>.<Event>` → views and reactors of ours that read it, by `<service>.<name>`, as the code declares them. */',
    `export const eventConsumers: Readonly<Record<string, readonly string[]>> = {${entries.join('\n')}};`,
  ].join('\n');
}
