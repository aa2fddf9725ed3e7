import { type Command } from 'commander';

/**
 * The commands by their names, in the order of the help; each with the code behind it, which is loaded only where it may be needed:
 * that takes longer than many a command.
 */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['up', async () => (await import('./cli/up.command.js')).upCommand()],
  ['demo', async () => (await import('./cli/demo.command.js')).demoCommand()],
  ['doctor', async () => (await import('./cli/doctor.command.js')).doctorCommand()],
  ['status', async () => (await import('./cli/status.command.js')).statusCommand()],
  ['cycle', async () => (await import('./cli/cycle.command.js')).cycleCommand()],
  ['import', async () => (await import('./cli/import.command.js')).importCommand()],
  ['imports', async () => (await import('./cli/imports.command.js')).importsCommand()],
  ['events', async () => (await import('./cli/events.command.js')).eventsCommand()],
  ['explain', async () => (await import('./cli/explain.command.js')).explainCommand()],
  ['log', async () => (await import('./cli/log.command.js')).logCommand()],
  ['projections', async () => (await import('./cli/projections.command.js')).projectionsCommand()],
  ['dead-letters', async () => (await import('./cli/dead-letters.command.js')).deadLettersCommand()],
  ['users', async () => (await import('./cli/users.command.js')).usersCommand()],
  ['schemas', async () => (await import('./cli/schemas.command.js')).schemasCommand()],
  ['verify', async () => (await import('./cli/verify.command.js')).verifyCommand()],
  ['bench', async () => (await import('./cli/bench.command.js')).benchCommand()],
  ['provision', async () => (await import('./cli/provision.command.js')).provisionCommand()],
  ['secrets', async () => (await import('./cli/secrets.command.js')).secretsCommand()],
]);
