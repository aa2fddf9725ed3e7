import { expect, test } from '@jest/globals';
import { type CheckName } from '#libs/platform';
import { type Finding, sayVerdict, verdictOf } from './verdict.js';

const found = (tenant: string, check: CheckName, wrong: string | null = null): Finding => ({
  ...{ tenant, service: 'tasks', check, events: 7, wrong },
});

test.each<[string, readonly Finding[], boolean, string]>([
  ['all right', [found('popug', 'chain'), found('popug', 'money')], true, 'Everything is right.'],
  [
    'something wrong',
    [found('popug', 'chain', 'It is broken.'), found('popug', 'money')],
    false,
    '1 of 2 checks found something wrong.',
  ],
  [
    'a check that nobody made',
    [found('popug', 'chain')],
    false,
    'What was checked is right.\nNobody made the check "money" of popug.',
  ],
  [
    'no check at all',
    [],
    false,
    'What was checked is right.\nNobody made the check "chain" of popug.\nNobody made the check "money" of popug.',
  ],
])('%s', (_, findings, ok, says) => {
  const verdict = verdictOf(findings, ['popug'], ['chain', 'money']);
  expect(verdict.ok).toBe(ok);
  expect(sayVerdict(verdict)).toBe(says);
});

test('what was made of one tenant was not made of another', () => {
  const { notMade } = verdictOf([found('popug', 'chain')], ['popug', 'track-layers'], ['chain']);
  expect(notMade).toEqual([{ tenant: 'track-layers', check: 'chain' }]);
});
