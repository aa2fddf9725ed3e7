import fs from 'node:fs';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { expect, test } from '@jest/globals';
import { root } from '../../setup/root.mjs';
import { GENERATED } from '../places.js';

/** Errors and warnings; what else AsyncAPI's own parser says is advice. */
const WRONG = ['0', '1'];

const text = fs.readFileSync(path.join(root, GENERATED.gateway, 'asyncapi.json'), 'utf8');
const parser = new Parser();

/** What is wrong with a document, and the document unless too much is. */
async function judged(json: string) {
  const { document, diagnostics } = await parser.parse(json);
  const wrong = diagnostics.filter(({ severity }) => WRONG.includes(String(severity)));
  return { document, problems: wrong.map(({ code, path: place }) => `${code} at ${place.join('.')}`) };
}

test("AsyncAPI's own parser takes the catalogue, and finds in it what there is", async () => {
  const { document, problems } = await judged(text);
  expect(problems).toEqual([]);
  expect(document?.channels().get('tasks')?.address()).toBe('aviary.tasks');
  expect(document?.channels().get('tasks')?.messages().has('TaskCreated')).toBe(true);
  const reads = document?.operations().get('notifier.announce-payout.read.accounting');
  expect(reads?.action()).toBe('receive');
  expect(
    reads
      ?.messages()
      .all()
      .map((message) => message.name()),
  ).toContain('PayoutIssued');
});

test.each<[string, (text: string) => string]>([
  [
    'a channel without messages that are said to be in it',
    (all) => all.replace('/messages/TaskCreated"', '/messages/Task"'),
  ],
  ['an operation that neither sends nor receives', (all) => all.replace('"action": "receive"', '"action": "peek"')],
])('planted: %s is seen', async (_, plant) => {
  expect(plant(text)).not.toBe(text);
  expect((await judged(plant(text))).problems).not.toEqual([]);
});
