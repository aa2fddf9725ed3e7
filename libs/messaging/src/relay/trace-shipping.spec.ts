import { expect, it } from '@jest/globals';
import { keptTraces, recorded } from '#libs/testing';
import { type OutgoingRecord } from './requests.js';
import { traceShipping } from './trace-shipping.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const HOUR = 3_600_000;

function recordAt(position: number, traceparent: string | null, agedMs = 0): OutgoingRecord {
  const { meta } = recorded('TaskCompleted', {}, { position, traceparent, recordedAt: Date.now() - agedMs });
  return { key: 'k', value: Buffer.from('v'), meta };
}

const request = (...records: OutgoingRecord[]) => ({ topic: 'aviary.tasks', partition: 3, records });
const place = (digit: string) => `00-${TRACE}-${digit.repeat(16)}-01`;

it('shows a request in the traces of its events, with the offset that the broker gave', async () => {
  const { tracing, spans } = await keptTraces();
  const records = [recordAt(1, place('a')), recordAt(2, null), recordAt(3, place('b'), 2 * HOUR)];
  expect(await traceShipping(tracing, request(...records), () => Promise.resolve(41n))).toBe(41n);
  const kept = await spans();
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ name: 'ship', kind: 3, parentSpanId: 'a'.repeat(16), failed: false });
  expect(kept[0]?.attributes).toEqual({
    'aviary.tenant': 'popug',
    'aviary.events': 1,
    'messaging.system': 'kafka',
    'messaging.operation.type': 'send',
    'messaging.destination.name': 'aviary.tasks',
    'messaging.destination.partition.id': '3',
    'messaging.batch.message_count': 3,
    'messaging.kafka.offset': 41,
  });
});

it('tells of a broker that did not confirm', async () => {
  const { tracing, spans } = await keptTraces();
  const shipping = traceShipping(tracing, request(recordAt(1, place('a'))), () => Promise.reject(new Error('away')));
  await expect(shipping).rejects.toThrow('away');
  expect(await spans()).toMatchObject([{ failed: true, attributes: { 'error.type': 'Error' } }]);
});

it('passes records that are part of no trace, or of no event', async () => {
  const { tracing, spans } = await keptTraces();
  const records = [recordAt(1, null), { key: 'k', value: Buffer.from('v') }];
  expect(await traceShipping(tracing, request(...records), () => Promise.resolve(0n))).toBe(0n);
  expect(await spans()).toEqual([]);
});
