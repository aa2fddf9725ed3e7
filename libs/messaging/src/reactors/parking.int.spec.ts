import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeBody } from '#libs/contracts';
import { EventLog, type Sealing } from '#libs/event-store';
import { conflict, type RecordedEvent, unavailable, uuidv5, uuidv7 } from '#libs/kernel';
import { type TenantDatabases } from '#libs/tenancy';
import { asLog, testDatabase } from '#libs/testing';
import { type DeadLetter, streamKey } from '../dead-letters/dead-letter.js';
import { type DeadLetterTools } from '../dead-letters/dead-letter-tools.js';
import { LetterOpener } from '../dead-letters/letter-opener.js';
import { ReactorLetters } from '../dead-letters/reactor-letters.js';
import { type Decide, Handlers } from './handlers.js';
import { Reactor } from './reactor.js';

const database = testDatabase();
const { tenant } = database;
const BY = { by: 'system:spec', why: 'It was never meant.' };
/** Nothing in these events is personal. */
const sealing = {
  seal: (_tenant: string, _service: string, events: readonly { body: object }[]) =>
    Promise.resolve(events.map(({ body }) => body)),
  unseal: (_tenant: string, _service: string, events: readonly RecordedEvent[]) => Promise.resolve([...events]),
  unsealEach: (_tenant: string, _service: string, events: readonly RecordedEvent[]) => Promise.resolve([...events]),
} as unknown as Sealing;

let databases: TenantDatabases;
let log: EventLog;
/** Each spec is about a reactor of its own, which has read nothing yet. */
let name: string;
/** The names of projects, in the order in which they were asked about. */
let asked: string[];

beforeAll(async () => {
  databases = await database.databases('accounting');
  log = new EventLog(databases, sealing, 'accounting');
});
beforeEach(() => {
  name = `spec.${uuidv7()}`;
  asked = [];
});

type Behaviour = (name: string, attempt: number) => void | 'too much';

/** Issues a payout for every project, unless the behaviour throws. */
function reactor(behave: Behaviour = () => undefined): { reactor: Reactor; letters: ReactorLetters } {
  const decide: Decide = (event, _tenant, attempt) => {
    const project = (event.body as { name: string }).name;
    asked.push(project);
    const asset = behave(project, attempt) === 'too much' ? 'P'.repeat(300_000) : 'POP';
    const employeeId = uuidv5('employee', name);
    const [from, to] = [`employee:${employeeId}`, 'paid-out'];
    const body = { entryId: uuidv5(event.meta.eventId), employeeId, from, to, amount: 1, asset, cycle: project };
    return Promise.resolve({ events: [{ streamId: `payouts:${name}`, event: 'PayoutIssued', body }] });
  };
  const tools = { databases, opener: new LetterOpener(sealing), book: { note: () => undefined } };
  const at = { consumer: name, source: 'tasks' };
  const letters = new ReactorLetters(at, 'accounting', tools as unknown as DeadLetterTools);
  const trying = { attempts: 3, backOff: { first: 1, longest: 1 } };
  const handlers = new Handlers(name, 'tasks', new Map([['ProjectCreated', decide]]), trying);
  return { letters, reactor: new Reactor(name, 'tasks', handlers, letters, log) };
}

/** `stream name`: a log of tasks in which such projects were created, in these streams. */
function projects(...said: readonly string[]): RecordedEvent[] {
  const events = said.map((each) => {
    const [streamId = '', project = ''] = each.split(' ');
    return { event: 'ProjectCreated', body: { projectId: uuidv7(), name: project }, meta: { streamId } };
  });
  return asLog(events as unknown as RecordedEvent[]);
}

function stored(events: readonly RecordedEvent[]) {
  const bodies = new Map(
    events.map(({ meta, body }) => [meta.eventId, encodeBody('tasks', 'ProjectCreated', body).bytes]),
  );
  return (eventId: string): Buffer => bodies.get(eventId) as Buffer;
}

const deliver = (to: Reactor, events: readonly RecordedEvent[], from = 0) =>
  to.handle(tenant, events.slice(from), { epoch: 1, from, to: events.length }, stored(events));

/** The projects for which payouts were issued, in order. */
async function paid(): Promise<string[]> {
  const events = await log.readStream(tenant, `payouts:${name}`);
  return events.map(({ body }) => (body as { cycle: string }).cycle);
}

async function waiting(letters: ReactorLetters, streamId: string) {
  const all = await letters.ofKey(tenant, streamKey(streamId), 100);
  return all.map(([{ state, position, attempts, reason }]: readonly [DeadLetter, unknown]) => ({
    ...{ state, position, attempts, reason },
  }));
}

const parkedAt = (streamId: string) => ({ consumer: name, source: 'tasks', key: streamKey(streamId) });

const noLuck: Behaviour = (project) => {
  if (project === 'poison') throw new Error(`there is no luck in ${project}`);
};

describe('a reactor that throws', () => {
  it('answers to all other streams, and lets later events of the stream wait', async () => {
    const { reactor: it, letters } = reactor(noLuck);
    await deliver(it, projects('a one', 'b poison', 'a two', 'b three', 'c four'));
    expect(await paid()).toEqual(['one', 'two', 'four']);
    expect(await it.checkpoint(tenant)).toEqual({ epoch: 1, position: 5 });
    expect(await waiting(letters, 'b')).toEqual([
      { state: 'poison', position: 2, attempts: 1, reason: 'there is no luck in …' },
      { state: 'queued', position: 4, attempts: 0, reason: null },
    ]);
  });

  it('goes on like that in the batches to come', async () => {
    const { reactor: it, letters } = reactor(noLuck);
    const events = projects('b poison', 'b two', 'a three');
    await deliver(it, events.slice(0, 1));
    await deliver(it, events, 1);
    expect(await paid()).toEqual(['three']);
    expect(await waiting(letters, 'b')).toHaveLength(2);
  });

  it('is asked a bounded number of times, and what is before the event counts by then', async () => {
    const { reactor: it } = reactor(noLuck);
    await deliver(it, projects('a one', 'b poison'));
    expect(asked).toEqual(['one', 'poison', 'poison', 'poison', 'poison']);
  });

  it('may think better of it', async () => {
    let failures = 0;
    const { reactor: it, letters } = reactor(() => {
      if ((failures += 1) < 3) throw new Error('bad luck');
    });
    await deliver(it, projects('a one'));
    expect(await paid()).toEqual(['one']);
    expect(await waiting(letters, 'a')).toEqual([]);
  });

  it('sets nothing aside for what passes', async () => {
    const { reactor: it, letters } = reactor((project) => {
      if (project === 'two') throw unavailable('part-away', 'A part is away.');
    });
    await expect(deliver(it, projects('a one', 'a two'))).rejects.toMatchObject({ code: 'part-away' });
    expect(await paid()).toEqual(['one']);
    expect(await waiting(letters, 'a')).toEqual([]);
  });

  it('sets aside what it decides and no log can take, and that alone', async () => {
    const { reactor: it, letters } = reactor((project) => (project === 'large' ? 'too much' : undefined));
    await deliver(it, projects('a one', 'b large', 'c three', 'b four'));
    expect(await paid()).toEqual(['one', 'three']);
    expect(await waiting(letters, 'b')).toMatchObject([{ state: 'poison' }, { state: 'queued' }]);
  });

  it('sets aside what nobody can read', async () => {
    const { reactor: it, letters } = reactor();
    const events = projects('b one', 'b two', 'a three');
    const meta = events[0]?.meta as RecordedEvent['meta'];
    await it.park(tenant, { meta, body: Buffer.from([255]), reason: 'It is garbage.' }, { epoch: 1, from: 0, to: 1 });
    await deliver(it, events, 1);
    expect(await paid()).toEqual(['three']);
    expect(await it.release(tenant, parkedAt('b'))).toMatchObject({ outcome: 'parked', handled: 0 });
    expect(await waiting(letters, 'b')).toMatchObject([{ position: 1, attempts: 2 }, { position: 2 }]);
  });
});

describe('what waits', () => {
  it('is answered to in order after the mend, each once', async () => {
    const { reactor: broken } = reactor(noLuck);
    const events = projects('b poison', 'b two', 'a three', 'b four');
    await deliver(broken, events);
    const { reactor: mended, letters } = reactor();
    const both = await Promise.all([mended.release(tenant, parkedAt('b')), mended.release(tenant, parkedAt('b'))]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['released', 'released']);
    expect(await paid()).toEqual(['three', 'poison', 'two', 'four']);
    expect(await waiting(letters, 'b')).toEqual([]);
    const causes = (await log.readStream(tenant, `payouts:${name}`)).map(({ meta }) => meta.causationId);
    expect(new Set(causes)).toEqual(new Set(events.map(({ meta }) => meta.eventId)));
  });

  it('waits on when the reactor throws again', async () => {
    const { reactor: it, letters } = reactor((project) => {
      if (project.startsWith('poison')) throw conflict('no-luck', 'There is no luck.');
    });
    await deliver(it, projects('b poison-1', 'b two', 'b poison-3'));
    expect(await it.release(tenant, parkedAt('b'))).toEqual({
      ...{ outcome: 'parked', handled: 0, reason: 'DomainError: There is no luck.' },
    });
    const [[poison]] = (await letters.ofKey(tenant, streamKey('b'), 1)) as [[DeadLetter, unknown]];
    expect(await it.release(tenant, parkedAt('b'), { id: poison.id, ...BY })).toMatchObject({ handled: 1 });
    expect(await paid()).toEqual(['two']);
    expect(await waiting(letters, 'b')).toMatchObject([{ state: 'poison', position: 3, attempts: 1 }]);
  });

  it('is never answered to once it is discarded', async () => {
    const { reactor: broken, letters } = reactor(noLuck);
    const events = projects('b poison', 'b two');
    await deliver(broken, events);
    const [[poison]] = (await letters.ofKey(tenant, streamKey('b'), 1)) as [[DeadLetter, unknown]];
    await broken.release(tenant, parkedAt('b'), { id: poison.id, ...BY });
    expect(await (await letters.store(tenant)).find(poison.id)).toMatchObject({ state: 'discarded', discarded: BY });
    // The checkpoint is put back: all comes again.
    const { reactor: mended } = reactor();
    await mended.rewind(tenant, { epoch: 1, position: 2 }, { epoch: 1, position: 0 });
    await deliver(mended, events);
    expect(await paid()).toEqual(['two']);
  });

  it('is void when its log takes it back', async () => {
    const { reactor: it, letters } = reactor(noLuck);
    await deliver(it, projects('b one', 'b poison', 'b three'));
    await it.rewind(tenant, { epoch: 1, position: 3 }, { epoch: 1, position: 1 });
    expect(await waiting(letters, 'b')).toEqual([]);
  });

  it('is not joined by what comes after it was taken up', async () => {
    const { letters } = reactor();
    const [event] = projects('b one');
    const { meta } = event as RecordedEvent;
    const late = { key: streamKey('b'), meta, body: Buffer.of(), state: 'queued' as const, reason: null };
    expect(await letters.put(tenant, [late])).toBe(false);
    expect(await waiting(letters, 'b')).toEqual([]);
  });
});
