import { expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { logCommand } from './log.command.js';

/** The command as the program has it, saying nothing. */
function quiet(): Command {
  const command = logCommand();
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return command;
}

// The tests have no terminal, and no installation: what gets further than this fails otherwise.
test.each([
  [['new-epoch'], 'commander.missingMandatoryOptionValue'],
  [['new-epoch', '--tenant', 'popug'], 'commander.error'],
  [['new-epoch', '--tenant', 'popug', '--yes', '--from', '7'], 'commander.error'],
  [['new-epoch', '--tenant', 'popug', '--yes', '--service', 'tasks', '--from', '0'], 'commander.invalidArgument'],
  [['new-epoch', '--tenant', 'popug', '--yes', '--service', 'links'], 'commander.invalidArgument'],
  [['old-epoch', '--tenant', 'popug'], 'commander.unknownCommand'],
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
  const opening = ['new-epoch', '--tenant', 'popug', '--yes', '--home', '/nowhere/at/all'];
  await expect(quiet().parseAsync(opening, { from: 'user' })).rejects.toThrow('Aviary does not run here');
});
