import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { benchCommand } from './cli/bench.command.js';
import { cycleCommand } from './cli/cycle.command.js';
import { demoCommand } from './cli/demo.command.js';
import { doctorCommand } from './cli/doctor.command.js';
import { eventsCommand } from './cli/events.command.js';
import { importCommand } from './cli/import.command.js';
import { importsCommand } from './cli/imports.command.js';
import { logCommand } from './cli/log.command.js';
import { provisionCommand } from './cli/provision.command.js';
import { schemasCommand } from './cli/schemas.command.js';
import { secretsCommand } from './cli/secrets.command.js';
import { statusCommand } from './cli/status.command.js';
import { upCommand } from './cli/up.command.js';
import { usersCommand } from './cli/users.command.js';
import { verifyCommand } from './cli/verify.command.js';

const WRONG_USE = 2;

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

for (const command of [
  upCommand(),
  demoCommand(),
  doctorCommand(),
  statusCommand(),
  cycleCommand(),
  importCommand(),
  importsCommand(),
  eventsCommand(),
  logCommand(),
  usersCommand(),
  schemasCommand(),
  verifyCommand(),
  benchCommand(),
  provisionCommand(),
  secretsCommand(),
])
  program.addCommand(command.copyInheritedSettings(program));

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
