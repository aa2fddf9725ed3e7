import { randomBytes } from 'node:crypto';
import { readSecretFiles, sealingSecret } from '#libs/platform';
import { allSecrets } from '../local/secrets.js';
import { PROVISION_SECRETS } from './settings.js';

const secret = (): string => randomBytes(32).toString('hex');
/** For a person to type, once. */
const password = (): string => randomBytes(15).toString('base64url');

const MADE: Readonly<Record<string, () => string>> = {
  AVIARY_MASTER_SECRET: secret,
  AVIARY_POSTGRES_PASSWORD: secret,
  AVIARY_REGISTRY_PASSWORD: secret,
  AVIARY_ADMIN_PASSWORD: password,
};

const SHORTEST_MASTER = 32;

/**
 * All secrets of an installation, as `docker-compose.yml` takes them: those that are given stay as they are, the others are
 * made, and those of the services derive from the master secret. So secrets that were made once give the same again, and what
 * a newer release needs beside them.
 *
 * @throws Error for a master secret that is too short, or a file of a secret that cannot be read
 */
export function makeSecrets(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const { environment, problems } = readSecretFiles(PROVISION_SECRETS, given);
  for (const { variable, wayOut } of problems) throw new Error(`${variable} cannot be used; ${wayOut}.`);
  const kept = Object.entries(MADE).map(([name, make]) => [name, environment[name] || make()] as const);
  const master = new Map(kept).get('AVIARY_MASTER_SECRET') ?? '';
  if (master.length < SHORTEST_MASTER)
    throw new Error(`AVIARY_MASTER_SECRET cannot be used; give at least ${SHORTEST_MASTER} characters, or none.`);
  const derived = Object.entries(allSecrets(master)).map(([service, own]) => [variableOf(service), own] as const);
  return Object.fromEntries([...kept, ['AVIARY_SEALING_SECRET', sealingSecret(master)], ...derived]);
}

/** Where `docker-compose.yml` looks for the secret of a service: `AVIARY_TASKS_SECRET`. */
const variableOf = (service: string): string => `AVIARY_${service.toUpperCase()}_SECRET`;
