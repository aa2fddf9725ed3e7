import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EventLog, type Sealing } from '#libs/event-store';
import { type RecordedEvent, uuidv7 } from '#libs/kernel';
import { Alarms, ControlDatabase } from '#libs/tenancy';
import { testConfig, testDatabase, until } from '#libs/testing';
import { RecordAlarms } from './record-alarms.js';

/** The trouble of this file's own tenant; that of others, which lies in the same table, is left to others. */
class OwnAlarms extends Alarms {
  override async waiting(limit: number) {
    return (await super.waiting(10 * limit)).filter((alarm) => alarm.tenant === tenant);
  }
}

const nothingPersonal = {
  seal: (_tenant: string, _service: string, events: readonly { body: object }[]) =>
    Promise.resolve(events.map(({ body }) => body)),
  unseal: (_tenant: string, _service: string, events: readonly RecordedEvent[]) => Promise.resolve([...events]),
} as unknown as Sealing;

let control: ControlDatabase;
let alarms: Alarms;
let log: EventLog;
const keepers: RecordAlarms[] = [];

beforeAll(async () => {
  control = new ControlDatabase(await testConfig('keeper'));
  alarms = new OwnAlarms(control);
  log = new EventLog(await database.databases('keeper'), nothingPersonal, 'keeper');
  // Two instances: whoever comes second repeats.
  keepers.push(new RecordAlarms(alarms, log), new RecordAlarms(alarms, log));
  for (const keeper of keepers) keeper.onApplicationBootstrap();
});
afterAll(async () => {
  await Promise.all(keepers.map((keeper) => keeper.onModuleDestroy()));
  await control.pool.end();
});
const database = testDatabase();
const { tenant } = database;

const alarm = (subject: string, reason: string) => ({
  ...{ id: uuidv7(), tenant, service: 'accounting', kind: 'spec', subject, reason },
});
const ended = (subject: string) =>
  alarms.end({ service: 'accounting', kind: 'spec', subjects: [subject] }, 'It is well.');

/** What was told of a subject, once there is so much of it. */
const told = (subject: string, times: number): Promise<string[]> =>
  until(
    async () => {
      const events = await log.read(tenant, 0, 100);
      const mine = events.map(({ event, body }) => ({ event, ...(body as { subject: string; reason: string }) }));
      const lines = mine.filter((each) => each.subject === subject).map(({ event, reason }) => `${event}: ${reason}`);
      return lines.length >= times && lines;
    },
    { what: `${subject} to be told of` },
  );
const kept = async (subject: string): Promise<number> =>
  (await control.pool.query('SELECT FROM control.alarms WHERE tenant = $1 AND subject = $2', [tenant, subject]))
    .rowCount ?? 0;

test('what is told once is recorded and forgotten', async () => {
  await alarms.raise([alarm('a letter', 'It was set aside.')]);
  expect(await told('a letter', 1)).toEqual(['AlarmRaised: It was set aside.']);
  await until(async () => (await kept('a letter')) === 0, { what: 'it to be forgotten' });
});

test('what lasts is told once until it is over, and then that it is', async () => {
  await alarms.raise([alarm('a topic', 'It was gone.')], true);
  await told('a topic', 1);
  await alarms.raise([alarm('a topic', 'It is gone still.'), alarm('another', 'It was gone.')], true);
  await ended('a topic');
  expect(await told('a topic', 2)).toEqual(['AlarmRaised: It was gone.', 'AlarmCleared: It is well.']);
  await until(async () => (await kept('a topic')) === 0, { what: 'it to be forgotten' });
  await alarms.raise([alarm('a topic', 'It was gone again.')], true);
  expect((await told('a topic', 3)).at(-1)).toBe('AlarmRaised: It was gone again.');
  expect(await told('another', 1)).toEqual(['AlarmRaised: It was gone.']);
});

test('what was over before anybody was told is told in order', async () => {
  await alarms.raise([alarm('a moment', 'It stood still.')], true);
  await ended('a moment');
  expect(await told('a moment', 2)).toEqual(['AlarmRaised: It stood still.', 'AlarmCleared: It is well.']);
});
