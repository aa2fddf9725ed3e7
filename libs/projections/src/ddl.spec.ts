import { describe, expect, test } from '@jest/globals';
import { shapeOf, tableStatements } from './ddl.js';
import { everything } from './fixtures/everything.js';
import { accounts } from './fixtures/ledger.js';
import { deleteRows, insertRows, selectRows, upsertRows } from './statements.js';
import { linesTableName, Table, tableName } from './table.js';

describe('the statements of a table', () => {
  test('name every column, and every index', () => {
    expect(tableStatements(everything.table)).toEqual([
      `CREATE TABLE "analytics"."fixture_everything_v3" (
  "id" uuid NOT NULL,
  "day" date NOT NULL,
  "a_uuid" uuid NOT NULL,
  "maybe_uuid" uuid,
  "a_text" text NOT NULL,
  "maybe_text" text,
  "a_long" bigint NOT NULL,
  "maybe_long" bigint,
  "an_int" integer NOT NULL,
  "maybe_int" integer,
  "a_boolean" boolean NOT NULL,
  "maybe_boolean" boolean,
  "an_instant" timestamptz NOT NULL,
  "maybe_instant" timestamptz,
  "maybe_day" date,
  "a_json" jsonb NOT NULL,
  "maybe_json" jsonb,
  "texts" text[] NOT NULL,
  "maybe_texts" text[],
  CONSTRAINT "fixture_everything_v3_pk" PRIMARY KEY ("id", "day")
)`,
      'CREATE INDEX "fixture_everything_v3_i1" ON "analytics"."fixture_everything_v3" ("an_instant")',
      'CREATE INDEX "fixture_everything_v3_i2" ON "analytics"."fixture_everything_v3" ("maybe_text", "a_long")',
    ]);
  });

  test('tell one shape from another', () => {
    const { schema, name, columns, key } = accounts.table;
    expect(shapeOf(accounts.table)).toMatch(/^aviary view, shape [0-9a-f]{16}$/);
    expect(shapeOf(new Table(schema, name, columns, key, []))).not.toBe(shapeOf(accounts.table));
  });
});

describe('a batch is one statement', () => {
  const { table } = accounts;

  test('to read rows', () => {
    expect(selectRows(table)).toBe(
      'SELECT t."account", t."balance", t."entries" FROM unnest($1::text[]) AS k ("account") ' +
        'JOIN "accounting"."fixture_accounts_v1" AS t ON t."account" = k."account"',
    );
  });

  test('to put rows', () => {
    expect(upsertRows(table)).toBe(
      'INSERT INTO "accounting"."fixture_accounts_v1" ("account", "balance", "entries") ' +
        'SELECT u."account", u."balance", u."entries" ' +
        'FROM unnest($1::text[], $2::bigint[], $3::integer[]) AS u ("account", "balance", "entries") ' +
        'ON CONFLICT ("account") DO UPDATE SET "balance" = excluded."balance", "entries" = excluded."entries"',
    );
  });

  test('to put rows that are all key', () => {
    const keyOnly = new Table(table.schema, table.name, table.key, table.key, []);
    expect(upsertRows(keyOnly)).toMatch(/ON CONFLICT \("account"\) DO NOTHING$/);
  });

  test('to remove rows', () => {
    expect(deleteRows(everything.table)).toBe(
      'DELETE FROM "analytics"."fixture_everything_v3" AS t ' +
        'USING unnest($1::uuid[], $2::date[]) AS k ("id", "day") WHERE t."id" = k."id" AND t."day" = k."day"',
    );
  });

  test('lines are added, and two of one key are an error: nothing is passed over', () => {
    expect(insertRows(accounts.lines as Table)).not.toContain('ON CONFLICT');
  });

  test('lists of texts travel as texts', () => {
    expect(insertRows(everything.table)).toContain('u."texts"::text[], u."maybe_texts"::text[]');
    expect(insertRows(everything.table)).toContain('$18::text[], $19::text[]');
  });
});

test('names for SQL of one’s own', () => {
  expect(tableName(accounts)).toBe('"accounting"."fixture_accounts_v1"');
  expect(linesTableName(accounts)).toBe('"accounting"."fixture_entries_v1"');
  expect(() => linesTableName(everything)).toThrow('analytics.fixture_everything_v3 has no lines.');
});
