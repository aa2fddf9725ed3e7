import { type DescribedEvent } from './catalogue.js';
import { grouped } from './grouped.js';

/** Avro within AsyncAPI, by the newest version that it has a name for. */
const AVRO = 'application/vnd.apache.avro;version=1.9.0';
const CONTENT = 'application/vnd.confluent.avro';

const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` });

const messageOf = ({ name, event, meaning, versions, replacedBy, example }: DescribedEvent) => ({
  name: event,
  title: name,
  summary: meaning,
  contentType: CONTENT,
  payload: { schemaFormat: AVRO, schema: versions[0]?.file.schema },
  'x-version': versions[0]?.version,
  ...(replacedBy ? { 'x-replaced-by': replacedBy } : {}),
  ...(example ? { examples: [{ name: 'recorded', payload: { meta: example.meta, ...example.body } }] } : {}),
});

function channelOf(service: string, events: readonly DescribedEvent[]) {
  const messages = events.map(({ event, name }) => [event, reference('components', 'messages', name)] as const);
  return {
    address: `aviary.${service}`,
    title: `Events of ${service}`,
    description: `The log of ${service}, of all tenants; those of one tenant are in one partition, in the order of its log.`,
    messages: Object.fromEntries(messages),
    bindings: { kafka: { topic: `aviary.${service}`, bindingVersion: '0.5.0' } },
  };
}

interface Operation {
  readonly action: 'send' | 'receive';
  readonly summary: string;
  readonly channel: { readonly $ref: string };
  readonly messages: readonly { readonly $ref: string }[];
}

/** What each service sends, and what each view and reactor of ours receives of it. */
function operationsOf(service: string, events: readonly DescribedEvent[]): [string, Operation][] {
  const channel = reference('channels', service);
  const messages = (some: readonly DescribedEvent[]) =>
    some.map(({ event }) => reference('channels', service, 'messages', event));
  const consumers = [...new Set(events.flatMap((event) => event.consumers))].sort();
  return [
    [
      `${service}.record`,
      { action: 'send', summary: `The relay of ${service} ships its log.`, channel, messages: messages(events) },
    ],
    ...consumers.map((consumer): [string, Operation] => [
      `${consumer}.read.${service}`,
      {
        action: 'receive',
        summary: `${consumer} reads events of ${service}.`,
        channel,
        messages: messages(events.filter(({ consumers: names }) => names.includes(consumer))),
      },
    ]),
  ];
}

/** The catalogue as AsyncAPI 3.0, as JSON; not yet formatted. */
export function asyncApi(events: readonly DescribedEvent[], release: string): string {
  const services = grouped(events, ({ service }) => service);
  return JSON.stringify({
    asyncapi: '3.0.0',
    info: {
      title: 'Events of Aviary',
      version: release,
      description: 'What services record, in Avro behind the prefix of a schema registry.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CONTENT,
    channels: Object.fromEntries(services.map(([service, own]) => [service, channelOf(service, own)])),
    operations: Object.fromEntries(services.flatMap(([service, own]) => operationsOf(service, own))),
    components: { messages: Object.fromEntries(events.map((event) => [event.name, messageOf(event)])) },
  });
}
