import { expect, test } from '@jest/globals';
import { type Call, ProblemError } from '../local/client.js';
import { closeCycles, type Closed, type HowFar } from './close-cycles.js';
import { Progress } from './progress.js';
import { type ServiceClient } from './service-client.js';

const closed: Closed = {
  through: '2026-01-04',
  closed: 9,
  from: '2025-12-27',
  to: '2026-01-04',
  payouts: 3,
  paid: 70,
  parked: [],
};
const idle: HowFar = { atWork: false, left: 0, entered: { position: 50, head: 50 } };
const atWork = (left: number): HowFar => ({ ...idle, atWork: true, left });
const entering = (position: number): HowFar => ({ ...idle, entered: { position, head: 50 } });
const refused = (code: string) => new ProblemError(503, code, code);

/** Closes at a service that gives these answers, one after the other; the last look is seen again and again. */
async function close(answers: readonly (Closed | HowFar | Error)[], looks: readonly HowFar[]) {
  const asked: Call[] = [];
  const lines: string[] = [];
  let looked = 0;
  const client = (async (_service: string, path: string, call?: Call) => {
    if (path === '/api/accounting/cycles/closing') return looks[Math.min(looked++, looks.length - 1)];
    asked.push(call ?? {});
    const answer = answers[asked.length - 1];
    if (answer === undefined) throw new Error('asked once too often');
    if (answer instanceof Error) throw answer;
    return answer;
  }) as ServiceClient;
  const progress = new Progress({ write: (line) => lines.push(line.trimEnd()) }, () => 0);
  const result = await closeCycles(async () => client, '2026-01-04', progress).catch((error: Error) => error.message);
  return {
    result,
    lines,
    keys: new Set(asked.map(({ headers }) => headers?.['idempotency-key'])),
    asked: asked.length,
  };
}

test('a short close is answered at once', async () => {
  expect(await close([closed], [idle])).toMatchObject({ result: closed, asked: 1, lines: [] });
});

test('one that goes on is looked on at, and then asked for again under the same key', async () => {
  const { result, asked, keys, lines } = await close([atWork(9), closed], [atWork(9), atWork(4), idle]);
  expect([result, asked, keys.size]).toEqual([closed, 2, 1]);
  expect(lines).toEqual(['closing 0 of 9 cycles']);
});

test('another close is waited for, and what it leaves is closed', async () => {
  const looks = [atWork(9), atWork(4), idle];
  expect(await close([refused('close-in-progress'), closed], looks)).toMatchObject({ result: closed, asked: 2 });
});

test('a ledger that is behind is waited for as long as it gets on', async () => {
  const behind = refused('ledger-behind');
  const getsOn = await close([behind, behind, behind, closed], [entering(10), entering(20), entering(30)]);
  expect(getsOn).toMatchObject({ result: closed, lines: ['waiting for 10 of 50 events of tasks'] });
  expect(await close([behind, behind, closed], [entering(10)])).toMatchObject({ result: 'ledger-behind', asked: 2 });
});

test('one that ends and has closed nothing is not asked for again and again', async () => {
  const looks = [{ ...idle, left: 9 }];
  const result = expect.stringContaining('the log of accounting');
  expect(await close([atWork(9), atWork(9), closed], looks)).toMatchObject({ result, asked: 2 });
  const partly = [{ ...idle, left: 9 }, { ...idle, left: 4 }, idle];
  expect(await close([atWork(9), atWork(4), closed], partly)).toMatchObject({ result: closed, asked: 3 });
});

test('what is refused for good is not asked for again', async () => {
  expect(await close([refused('day-not-over'), closed], [idle])).toMatchObject({ result: 'day-not-over', asked: 1 });
});
