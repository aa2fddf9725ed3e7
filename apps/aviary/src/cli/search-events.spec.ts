import { expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { explainCommand } from './explain.command.js';
import { searchCommand } from './search-events.js';
import { showCommand } from './show-stream.js';

/** What is said of a use that is wrong; nothing is asked of any service then. */
async function refusal(command: Command, ...words: string[]): Promise<string> {
  let said = '';
  command.exitOverride().configureOutput({ writeErr: (text) => (said += text) });
  await expect(command.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ name: 'CommanderError' });
  return said;
}

test.each([
  [[], 'say what to look for: --correlation, --task'],
  [['--newest'], 'say what to look for'],
  [['--task', '17'], 'Give an id, a UUID'],
  [['--from', 'yesterday'], 'Give a moment as 2026-05-03T09:00:00Z'],
  [['--lines', '0'], 'Give a whole number from 1'],
])('events search %j is refused', async (words, sentence) =>
  expect(await refusal(searchCommand(), ...words)).toContain(sentence),
);

test.each([
  ['tomorrow', 'Give a moment as 2026-05-03T09:00:00Z, or a day as 2026-05-03.'],
  ['tasks=17', 'Give a place in a log as tasks=1.4711.'],
  ['cages=1.17', 'Give a place in a log as tasks=1.4711.'],
])('events show --as-of %s is refused', async (asOf, sentence) =>
  expect(await refusal(showCommand(), 'task:1', '--as-of', asOf)).toContain(sentence),
);

test('explain takes the id of an entry', async () =>
  expect(await refusal(explainCommand(), '17')).toContain('Give the id of an entry, a UUID'));
