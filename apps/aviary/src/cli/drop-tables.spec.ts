import { expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { projectionsCommand } from './projections.command.js';

/** The command as the program has it, saying nothing. */
function quiet(): Command {
  const command = projectionsCommand();
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return command;
}

// The tests have no terminal, and no installation: what gets further than this fails otherwise.
test.each([
  [['drop', '--yes'], 'commander.error'],
  [['drop', 'accounting.accounts_v1', '--all', '--yes'], 'commander.error'],
  [['drop', '--all'], 'commander.error'],
  [['drop', '--all', '--yes', '--tenant', 'popug', '--all-tenants'], 'commander.conflictingOption'],
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
  const dropping = ['drop', '--all', '--yes', '--home', '/nowhere/at/all'];
  await expect(quiet().parseAsync(dropping, { from: 'user' })).rejects.toThrow('Aviary does not run here');
});
