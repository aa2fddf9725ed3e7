import { Command, Option } from 'commander';
import { ConfigError, createLogger } from '#libs/platform';
import { type Provisioned } from '../provision/provision.js';
import { type ProvisionSettings, readProvisionSettings } from '../provision/settings.js';
import { jsonOption, seedDaysArgument } from './options.js';
import { print } from './output.js';

interface Options {
  readonly tenant?: string;
  readonly seedDays?: number;
  readonly json?: boolean;
}

const WRONG_USE = 2;

/** `aviary provision`: exit code 0 when all is as it must be, 1 when not, 2 for settings that cannot be used. */
export function provisionCommand(): Command {
  return new Command('provision')
    .description(
      'make or upgrade an installation on parts that run elsewhere, told by variables AVIARY_… (see docs/deploying.md); ' +
        'done before each deployment, again is harmless',
    )
    .addOption(new Option('--tenant <name>', 'the tenant to make (default: AVIARY_DEFAULT_TENANT, or popug)'))
    .addOption(new Option('--seed-days <days>', 'how long a history it gets').argParser(seedDaysArgument).hideHelp())
    .addOption(jsonOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const settings = readSettings();
  const tenant = options.tenant ?? settings.shared.defaultTenant;
  // Loaded only here: every other command would wait for it.
  const [{ OneProcess }, { provision }] = await Promise.all([
    import('../local/service-host.js'),
    import('../provision/provision.js'),
  ]);
  const result = await provision(settings, {
    ...{ tenant, seedDays: options.seedDays },
    // Standard output is for the result.
    host: new OneProcess((config) => createLogger(config, process.stderr)),
    log: (line) => void process.stderr.write(`  ${line}\n`),
  });
  print(result, options, human);
  if (result.problems.length > 0) process.exitCode = 1;
}

function readSettings(): ProvisionSettings {
  try {
    return readProvisionSettings(process.env);
  } catch (error) {
    throw error instanceof ConfigError ? Object.assign(error, { exitCode: WRONG_USE }) : error;
  }
}

function human({ tenant, created, logins, demo, problems }: Provisioned): string {
  const nobody = created && logins.length === 0;
  return [
    `The tenant ${tenant} ${created ? 'was made' : 'is there'}${demo ? ', with the demo company' : ''}.`,
    ...(nobody ? ['Nobody can log in to it: set AVIARY_ADMIN_PASSWORD and provision again.'] : []),
    ...problems.map((problem) => `- ${problem}`),
  ].join('\n');
}
