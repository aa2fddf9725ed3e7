import { expect, test } from '@jest/globals';
import { type Closable, OpenDatabases } from './open-databases.js';

function databaseIn(all: OpenDatabases, lastUsed: number, busy = false): Closable & { closed: boolean } {
  const database = {
    busy,
    lastUsed,
    closed: false,
    close(): Promise<void> {
      database.closed = true;
      all.remove(database);
      return Promise.resolve();
    },
  };
  all.add(database);
  return database;
}

test('one too many closes the one that was used longest ago', () => {
  const all = new OpenDatabases(2);
  const recent = databaseIn(all, 2);
  const old = databaseIn(all, 1);
  const next = databaseIn(all, Date.now());
  expect([recent.closed, old.closed, next.closed]).toEqual([false, true, false]);
  expect(all.count).toBe(2);
});

test('one that is busy or was just asked for stays, and so there may be more for a while', () => {
  const all = new OpenDatabases(1);
  const busy = databaseIn(all, 1, true);
  const justAsked = databaseIn(all, Date.now());
  const next = databaseIn(all, Date.now());
  expect([busy.closed, justAsked.closed, next.closed]).toEqual([false, false, false]);
  expect(all.count).toBe(3);
});
