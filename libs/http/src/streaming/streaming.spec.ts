import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#libs/testing';
import { startToy, type ToyService } from '../fixtures/toy-service.js';

let toy: ToyService;
beforeAll(async () => {
  toy = await startToy('http://127.0.0.1:1');
});
afterAll(() => toy.close());

/** A row of four kilobytes. */
const ROW = `${'x'.repeat(4_095)}\n`;

/** Posts a body that comes in pieces; `sent` tells how many of them have been taken. */
async function post(path: string, pieces: Iterable<string>, type = 'text/csv') {
  let sent = 0;
  const asked = http.request(`${toy.url}${path}`, { method: 'POST', headers: { 'content-type': type } });
  const counted = function* () {
    for (const piece of pieces) {
      sent += 1;
      yield piece;
    }
  };
  const answered = once(asked, 'response') as Promise<[http.IncomingMessage]>;
  Readable.from(counted()).pipe(asked);
  return { asked, answered, sent: () => sent };
}

const wholeAnswer = async ({ answered }: Awaited<ReturnType<typeof post>>) => {
  const [answer] = await answered;
  return { status: answer.statusCode, type: answer.headers['content-type'], body: await text(answer) };
};
const lines = (body: string) =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

test('a body far larger than others may be is read as it comes, and answered meanwhile', async () => {
  const { status, type, body } = await wholeAnswer(await post('/open/streams', Array(500).fill(ROW.repeat(16))));
  expect([status, type]).toEqual([200, 'application/x-ndjson']);
  expect(lines(body)).toEqual([{ news: 'begun' }, { news: 'read', rows: 8_000 }]);
});

test('it comes no faster than it is read', async () => {
  let go = (): void => undefined;
  toy.seen.gate = new Promise((resolve) => (go = resolve));
  const pieces = 1_000;
  const request = await post('/open/streams', Array(pieces).fill(ROW.repeat(16)));
  await request.answered;
  const looks: number[] = [];
  // What the sockets of both sides hold is taken; then nothing more. A busy machine stands still for a moment, too.
  const standsStill = (): boolean => {
    looks.push(request.sent());
    const last = looks.slice(-10);
    return last.length === 10 && last.every((sent) => sent > 0 && sent === last[0]);
  };
  await until(standsStill, { what: 'the sending to stand still' });
  expect(request.sent()).toBeLessThan(pieces / 4);
  go();
  toy.seen.gate = undefined;
  expect(lines((await wholeAnswer(request)).body).at(-1)).toEqual({ news: 'read', rows: pieces * 16 });
});

test('what fails before the answer is a problem, what fails later its last line', async () => {
  const early = await wholeAnswer(await post('/open/streams?fail=early', [ROW]));
  expect([early.status, JSON.parse(early.body)]).toEqual([409, expect.objectContaining({ code: 'too-early' })]);
  const late = await wholeAnswer(await post('/open/streams?fail=late', [ROW]));
  expect(late.status).toBe(200);
  const problem = { status: 409, code: 'too-late', instance: '/open/streams', correlationId: expect.any(String) };
  expect(lines(late.body)).toEqual([{ news: 'problem', problem: expect.objectContaining(problem) }]);
});

test('whoever hangs up ends the work', async () => {
  const before = toy.seen.endedStreams;
  const asked = http.request(`${toy.url}/open/streams`, { method: 'POST', headers: { 'content-type': 'text/csv' } });
  asked.on('error', () => undefined).write(ROW);
  await once(asked, 'response');
  expect(toy.seen.endedStreams).toBe(before);
  asked.destroy();
  await until(() => toy.seen.endedStreams === before + 1, { what: 'the work to end' });
});

test.each([
  ['/open/streams', 'application/json', 'text/csv'],
  ['/open/streams', 'text/plain', 'application/json'],
  ['/open/done', 'text/csv', 'application/json'],
])('%s does not take %s', async (path, type, wanted) => {
  const { status, body } = await wholeAnswer(await post(path, ['{}'], type));
  expect([status, body]).toEqual([415, expect.stringContaining(wanted)]);
});
