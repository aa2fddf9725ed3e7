import { expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { usersCommand } from './users.command.js';

/** The command as the program has it, saying nothing. */
function quiet(): Command {
  const command = usersCommand();
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return command;
}

// The tests have no terminal, and no installation: what gets further than this fails otherwise.
test.each([
  [['erase'], 'commander.missingArgument'],
  [['erase', 'kesha', 'gosha', '--yes'], 'commander.excessArguments'],
  [['erase', 'kesha', '--force'], 'commander.unknownOption'],
  [['erase', 'kesha'], 'commander.error'],
  [['show'], 'commander.missingArgument'],
  [['forget', 'kesha'], 'commander.unknownCommand'],
])('%j is wrong use', async (args, code) => {
  const terminal = process.stdin.isTTY;
  process.stdin.isTTY = false;
  try {
    await expect(quiet().parseAsync(args, { from: 'user' })).rejects.toMatchObject({ code });
  } finally {
    process.stdin.isTTY = terminal;
  }
});

test('whoever says yes is not asked', async () => {
  const nowhere = ['--home', '/nowhere/at/all'];
  const erasing = quiet().parseAsync(['erase', 'kesha', '--yes', ...nowhere], { from: 'user' });
  await expect(erasing).rejects.toThrow('Aviary does not run here');
});
