import { beforeAll, describe, expect, test } from '@jest/globals';
import { Between, In, IsNull, LessThan, MoreThan, type Repository } from 'typeorm';
import { asLog, testDatabase } from '#libs/testing';
import { entitiesOf, entityOf } from './entity.js';
import { edges, everything, type EverythingRow, rowSet } from './fixtures/everything.js';
import { instanceOf } from './fixtures/instance.js';
import { type ViewSubscriber } from './view-subscriber.js';

const database = testDatabase();
const [first, second, third] = edges as [EverythingRow, EverythingRow, EverythingRow];

let subscriber: ViewSubscriber;
let repository: Repository<EverythingRow>;

beforeAll(async () => {
  const databases = await database.databases('analytics', { entities: entitiesOf([everything]) });
  subscriber = (await instanceOf(databases, everything))('analytics');
  await subscriber.handle(database.tenant, asLog(edges.map(rowSet)), { epoch: 1, from: 0, to: edges.length });
  repository = (await databases.of(database.tenant)).dataSource.getRepository(entityOf(everything));
});

const read = () => repository.find({ order: { id: 'ASC', day: 'DESC' } });

describe('a view read by TypeORM', () => {
  test('has every column as the fold made it, at the edges of its type and null', async () => {
    expect(await read()).toEqual([first, third, second]);
  });

  test('is in PostgreSQL what it is in the row', async () => {
    const { rows } = await database.asSuperuser((client) =>
      client.query(
        `SELECT an_instant::text, a_long::text, day::text, texts::text, a_json::text
         FROM analytics.fixture_everything_v3 WHERE maybe_text = ''`,
      ),
    );
    expect(rows[0]).toMatchObject({
      an_instant: expect.stringContaining('2026-01-05'),
      a_long: '9007199254740991',
      day: '2024-02-29',
      texts:
        String.raw`{"a \"quoted\" one","with, comma","{braces}","back\\slash","","NULL","null"," space ","two` +
        '\nlines",🦜}',
    });
  });

  test('is found by its values', async () => {
    const found = async (where: Parameters<typeof repository.findBy>[0]) =>
      (await repository.findBy(where)).map(({ day }) => day).sort();
    expect(await found({ anInstant: first.anInstant })).toEqual([first.day]);
    expect(await found({ anInstant: MoreThan(first.anInstant) })).toEqual([second.day]);
    expect(await found({ anInstant: Between(third.anInstant, first.anInstant) })).toEqual([third.day, first.day]);
    expect(await found({ aLong: LessThan(0) })).toEqual([third.day]);
    expect(await found({ aLong: In([0, Number.MAX_SAFE_INTEGER]) })).toEqual([second.day, first.day]);
    expect(await found({ maybeInstant: IsNull() })).toEqual([second.day]);
    expect(await found({ day: MoreThan('1999-12-31') })).toEqual([first.day]);
    expect(await found({ id: first.id, day: first.day })).toEqual([first.day]);
  });
});

test('a row that the engine reads back is the row it wrote: folding on does not change it', async () => {
  const before = await read();
  const [, ...log] = asLog([first, ...edges].map(rowSet), { after: 2 });
  await subscriber.handle(database.tenant, log, { epoch: 1, from: 3, to: 6 });
  expect(await read()).toEqual(before);
});
