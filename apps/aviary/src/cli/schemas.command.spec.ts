import { expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { schemasCommand } from './schemas.command.js';

/** The command as the program has it, saying nothing. */
function quiet(): Command {
  const command = schemasCommand();
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return command;
}

test.each([
  [['check', 'tasks'], 'commander.excessArguments'],
  [['check', '--strict'], 'commander.unknownOption'],
  [['check', '--base'], 'commander.optionMissingArgument'],
  [['check', '--base', 'no-such-commit', '--no-registry'], 'commander.error'],
  [['forget'], 'commander.unknownCommand'],
])('%j is wrong use', async (args, code) => {
  await expect(quiet().parseAsync(args, { from: 'user' })).rejects.toMatchObject({ code });
});
