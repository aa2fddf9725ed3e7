import { z } from 'zod';
import {
  ConfigError,
  type ConfigProblem,
  loadServiceConfig,
  readSecretFiles,
  SECRET_VARIABLES,
  type ServiceConfig,
} from '#libs/platform';
import { secretsOf } from '../local/secrets.js';

/** What provisioning is told beside what every service is told. */
export const provisionVariables = z.object({
  AVIARY_MASTER_SECRET: z
    .string({ error: 'give the secret that "aviary secrets" made' })
    .min(32, { error: 'give at least 32 characters' }),
  AVIARY_POSTGRES_USER: z.string().default('postgres'),
  AVIARY_POSTGRES_PASSWORD: z.string({ error: 'give the password of AVIARY_POSTGRES_USER, who must be a superuser' }),
  AVIARY_ADMIN_LOGIN: z.string().min(1).max(200).default('admin'),
  AVIARY_ADMIN_PASSWORD: z.string().min(8, { error: 'give at least 8 characters' }).optional(),
});

/** Those of them that may also be given as the path of a file, in the variable `<name>_FILE`. */
export const PROVISION_SECRETS = ['AVIARY_MASTER_SECRET', 'AVIARY_POSTGRES_PASSWORD', 'AVIARY_ADMIN_PASSWORD'] as const;

export interface ProvisionSettings {
  readonly master: string;
  readonly superuser: { readonly name: string; readonly password: string };
  /** The tenant's first person in production; undefined where there is none to be made. */
  readonly admin?: { readonly login: string; readonly password: string };
  /** Mode and parts, as every service is told them. */
  readonly shared: Pick<ServiceConfig, 'mode' | 'postgres' | 'kafka' | 'registry' | 'defaultTenant'>;
}

type Variables = Readonly<Record<string, string | undefined>>;

const COMMAND = 'aviary provision';

/**
 * Reads what provisioning needs from environment variables. An empty variable counts as not set.
 *
 * @throws ConfigError that names every wrong variable, what it was, and the way out
 */
export function readProvisionSettings(given: Variables): ProvisionSettings {
  const { environment, problems } = readSecretFiles(PROVISION_SECRETS, given);
  const env = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const own = provisionVariables.safeParse(env);
  const inFile = new Set(problems.map(({ variable }) => variable.replace(/_FILE$/, '')));
  const wrong = [...problems, ...problemsOf(own.error, env).filter(({ variable }) => !inFile.has(variable))];
  const shared = sharedConfig(env, wrong);
  if (wrong.length > 0 || !own.success || !shared) throw new ConfigError(COMMAND, wrong);
  const { AVIARY_ADMIN_LOGIN: login, AVIARY_ADMIN_PASSWORD: password, ...rest } = own.data;
  return {
    master: rest.AVIARY_MASTER_SECRET,
    superuser: { name: rest.AVIARY_POSTGRES_USER, password: rest.AVIARY_POSTGRES_PASSWORD },
    ...(password === undefined ? {} : { admin: { login, password } }),
    shared,
  };
}

function problemsOf(error: z.ZodError | undefined, env: Variables): ConfigProblem[] {
  return (error?.issues ?? []).map(({ path, message }) => {
    const variable = String(path[0]);
    return { variable, given: env[variable], wayOut: message };
  });
}

/** What services are told is read as they read it; their own secrets derive from the master secret, whatever else is set. */
function sharedConfig(env: Variables, wrong: ConfigProblem[]): ServiceConfig | undefined {
  const others = Object.entries(env).filter(
    ([name]) => !SECRET_VARIABLES.some((secret) => name === secret || name === `${secret}_FILE`),
  );
  try {
    return loadServiceConfig('tenants', {
      ...Object.fromEntries(others),
      ...secretsOf('tenants', String(env.AVIARY_MASTER_SECRET)),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    wrong.push(...error.problems);
    return undefined;
  }
}
