import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.js';
import { startQuickly } from './quick-start.js';

const WRONG_USE = 2;

startQuickly();

/** The version of the release, as package.json beside `dist` states it. */
function release(): string {
  const file = new URL('../../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const program = new Command('aviary')
  .description(
    'People get tasks, do them, and are paid for them. Every number can be traced to the event that caused it.',
  )
  .version(release())
  .showHelpAfterError('(add --help for the way it is used)')
  .configureHelp({ showGlobalOptions: true });

const asked = COMMANDS.get(process.argv[2] ?? '');
const needed = await Promise.all((asked ? [asked] : [...COMMANDS.values()]).map(async (load) => await load()));
for (const command of needed) program.addCommand(command.copyInheritedSettings(program));

// Set on every command: a wrong use of a subcommand must end with the same exit code, and the same hint.
const exitOnWrongUse = (command: Command): void => {
  command.exitOverride();
  command.commands.forEach((child) => exitOnWrongUse(child.copyInheritedSettings(command)));
};
exitOnWrongUse(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : WRONG_USE);
  process.stderr.write(`aviary: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = (error as { exitCode?: number }).exitCode ?? 1;
}
