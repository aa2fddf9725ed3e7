import { Command, Option } from 'commander';
import { SERVICES } from '#libs/platform';
import { secretsOf } from '../local/secrets.js';
import { makeSecrets } from '../provision/make-secrets.js';
import { jsonOption } from './options.js';
import { print } from './output.js';

interface Options {
  readonly service?: string;
  readonly json?: boolean;
}

/** `aviary secrets`: asks no service and keeps nothing. */
export function secretsCommand(): Command {
  return new Command('secrets')
    .description(
      'print the secrets of an installation as lines of an .env file: new ones, or those that follow from the variables ' +
        'that are set (AVIARY_MASTER_SECRET, AVIARY_POSTGRES_PASSWORD, …)',
    )
    .addOption(new Option('--service <name>', 'only what this service is told').choices(SERVICES))
    .addOption(jsonOption())
    .action((options: Options) => print(secretsFor(options), options, lines));
}

function secretsFor({ service }: Options): Record<string, string> {
  if (service === undefined) return makeSecrets(process.env);
  if (!process.env.AVIARY_MASTER_SECRET && !process.env.AVIARY_MASTER_SECRET_FILE)
    throw new Error(`AVIARY_MASTER_SECRET is not set; give the one from which the secrets of ${service} derive.`);
  return secretsOf(service, makeSecrets(process.env).AVIARY_MASTER_SECRET ?? '');
}

const lines = (secrets: Record<string, string>): string =>
  Object.entries(secrets)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
