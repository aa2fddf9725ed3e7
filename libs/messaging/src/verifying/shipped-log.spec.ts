import { expect, test } from '@jest/globals';
import { type RawEvent } from '#libs/event-store';
import { recorded } from '#libs/testing';
import { ShippedLog } from './shipped-log.js';

const eventId = (position: number): string => `event ${position}`;
const body = (text: string): Buffer => Buffer.from(text);

function logged(position: number, text = 'body'): RawEvent {
  const { meta } = recorded('ProjectCreated', {}, { position, eventId: eventId(position) });
  return { ...meta, body: body(text) };
}

/** Goes along a log of three events by what lies in the topic; answers the first thing that is wrong. */
function verdict(...positions: number[]): string | undefined {
  const along = new ShippedLog();
  for (const [offset, position] of positions.entries()) {
    const { body: bytes, ...meta } = logged(position);
    const wrong = along.take(
      { offset: String(offset), meta, body: bytes },
      position <= 3 ? logged(position) : undefined,
    );
    if (wrong !== undefined) return wrong;
  }
  return along.missing(3);
}

test.each([
  ['each once', [1, 2, 3]],
  ['repeats', [1, 2, 1, 2, 3, 3]],
  ['a gap after which the log was shipped again', [1, 3, 2, 3]],
])('whole: %s', (_, positions) => expect(verdict(...positions)).toBeUndefined());

test.each([
  ['the end', [1, 2], 'position 3 is not there after position 2; the log has got to 3'],
  ['everything', [], 'position 1 is not there; the log has got to 3'],
  ['one between', [1, 3], 'position 2 is not there after position 1; the log has got to 3'],
  ['the order', [1, 3, 2], 'position 3 is not there after position 2; the log has got to 3'],
])('missing: %s', (_, positions, sentence) => expect(verdict(...positions)).toBe(sentence));

test('a record that the log does not have', () => {
  expect(verdict(1, 2, 3, 4)).toBe('the record at offset 3 has position 4, which the log does not have');
});

test('another event at the same position, and another body of the same event', () => {
  const { body: bytes, ...meta } = logged(1);
  const take = (other: Partial<typeof meta>, text: Buffer) =>
    new ShippedLog().take({ offset: '0', meta: { ...meta, ...other }, body: text }, logged(1));
  expect(take({ eventId: 'stranger' }, bytes)).toContain('is event stranger');
  expect(take({ epoch: 2 }, bytes)).toContain('of epoch 2');
  expect(take({}, body('forged'))).toContain('another body');
  expect(take({ occurredAt: 1 }, bytes)).toContain('another `meta`');
  expect(take({}, bytes)).toBeUndefined();
});

test('what is void is passed over, wherever it lies', () => {
  const epochs = [
    { epoch: 1, fromPosition: 1 },
    { epoch: 2, fromPosition: 3 },
  ];
  const place = (epoch: number, position: number): RawEvent => ({ ...logged(position), epoch });
  const along = new ShippedLog(epochs);
  const records: [RawEvent, RawEvent | undefined][] = [
    [place(1, 1), place(1, 1)],
    [place(1, 2), place(1, 2)],
    [{ ...place(1, 3), eventId: 'lost' }, place(2, 3)],
    [place(1, 4), undefined],
    [place(2, 3), place(2, 3)],
  ];
  for (const [n, [{ body: bytes, ...meta }, own]] of records.entries())
    expect(along.take({ offset: String(n), meta, body: bytes }, own)).toBeUndefined();
  expect(along.missing(3)).toBeUndefined();
  expect(new ShippedLog([]).take({ offset: '3', meta: place(1, 4), body: body('') }, undefined)).toMatch(
    /does not have/,
  );
});
