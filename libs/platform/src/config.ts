import { ConfigError, type ConfigProblem } from './config-error.js';
import { environmentSchema, type Environment, SECRET_VARIABLES } from './environment.js';
import { readSecretFiles } from './secret-files.js';
import { defaultPort, SERVICES } from './services.js';
import { tracesConfig, tracesProblems, type TracesConfig } from './tracing/variables.js';

/** The token under which every service finds its `ServiceConfig`. */
export const SERVICE_CONFIG = Symbol('service configuration');

/** What one service is told when it starts; checked once, and the same whether it lives alone or among others. */
export interface ServiceConfig {
  readonly service: string;
  /** `local`: one machine, demo logins, generous limits. */
  readonly mode: 'local' | 'production';
  /** The gateway says that it is ready only when whoever seeds the demo company has told it that this is done. */
  readonly awaitSeed: boolean;
  /** Somebody publishes the schemas while services start: in their first minute, records wait for the ids of theirs. */
  readonly awaitSchemas: boolean;
  /** Port 0: any free one. */
  readonly http: { readonly host: string; readonly port: number };
  /** Addresses and networks of web servers before the gateway, whose word for who the client is counts. */
  readonly trustedProxies: readonly string[];
  /** Where people reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** The domain whose first label is the tenant: `acme.localhost`. */
  readonly baseDomain: string;
  readonly postgres: { readonly host: string; readonly port: number };
  /** The passwords of the service's own roles derive from it; empty for the gateway, which has none. */
  readonly serviceSecret: string;
  /** Those of all services, for `tenants`, which makes everybody's roles; empty for all others. */
  readonly serviceSecrets: Readonly<Record<string, string>>;
  /** It wraps the keys of persons; empty for the gateway. */
  readonly sealingSecret: string;
  readonly kafka: { readonly brokers: readonly string[] };
  /** Up to and with `/apis/ccompat/v7`. */
  readonly registry: { readonly url: string };
  /** Service name → base URL, without a slash at the end. */
  readonly upstreams: Readonly<Record<string, string>>;
  readonly defaultTenant: string;
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly from: string;
    readonly secure: boolean;
    readonly user?: string;
    readonly password?: string;
  };
  readonly logLevel: string;
  /** Standard output if not set. */
  readonly logFile?: string;
  readonly traces: TracesConfig;
  readonly pools: {
    /** Connections of the whole process. */
    readonly perProcess: number;
    readonly perTenant: number;
    /** A tenant's pool that was not used for so long is closed. */
    readonly idleMs: number;
  };
  /** Within so long it is noticed that topics, or their reading, are not as they should be. */
  readonly watchSeconds: number;
  /** So many tenants have a label of their own in the measurements. */
  readonly measuredTenants: number;
  /** How many views a process folds anew, or compares, at a time. */
  readonly rebuildsAtOnce: number;
  /** How often is looked for a day that is over and not closed. */
  readonly clockSeconds: number;
}

function upstreams(env: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const service of SERVICES) {
    const told = env[`AVIARY_${service.toUpperCase()}_URL` as 'AVIARY_AUTH_URL'];
    found[service] = told ?? `http://127.0.0.1:${defaultPort(service)}`;
  }
  return found;
}

function toConfig(service: string, env: Environment): ServiceConfig {
  const { AVIARY_SMTP_USER: user, AVIARY_SMTP_PASSWORD: password, AVIARY_LOG_FILE: logFile } = env;
  return {
    service,
    mode: env.AVIARY_MODE,
    awaitSeed: env.AVIARY_AWAIT_SEED,
    awaitSchemas: env.AVIARY_AWAIT_SCHEMAS,
    http: { host: env.AVIARY_HTTP_HOST, port: env.AVIARY_HTTP_PORT ?? defaultPort(service) },
    trustedProxies: env.AVIARY_TRUSTED_PROXIES,
    publicUrl: env.AVIARY_PUBLIC_URL,
    baseDomain: env.AVIARY_BASE_DOMAIN,
    postgres: { host: env.AVIARY_POSTGRES_HOST, port: env.AVIARY_POSTGRES_PORT },
    serviceSecret: env.AVIARY_SERVICE_SECRET ?? '',
    serviceSecrets: service === MAKER_OF_ROLES ? env.AVIARY_SERVICE_SECRETS : {},
    sealingSecret: env.AVIARY_SEALING_SECRET ?? '',
    kafka: { brokers: env.AVIARY_KAFKA_BROKERS },
    registry: { url: env.AVIARY_REGISTRY_URL },
    upstreams: upstreams(env),
    defaultTenant: env.AVIARY_DEFAULT_TENANT,
    smtp: {
      host: env.AVIARY_SMTP_HOST,
      port: env.AVIARY_SMTP_PORT,
      from: env.AVIARY_SMTP_FROM,
      secure: env.AVIARY_SMTP_SECURE,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    },
    logLevel: env.AVIARY_LOG_LEVEL,
    ...(logFile === undefined ? {} : { logFile }),
    traces: tracesConfig(service, env),
    pools: {
      perProcess: env.AVIARY_POOL_PER_PROCESS,
      perTenant: env.AVIARY_POOL_PER_TENANT,
      idleMs: env.AVIARY_POOL_IDLE_MS,
    },
    watchSeconds: env.AVIARY_WATCH_SECONDS,
    measuredTenants: env.AVIARY_METRICS_TENANTS,
    rebuildsAtOnce: env.AVIARY_REBUILDS_AT_ONCE,
    clockSeconds: env.AVIARY_CLOCK_SECONDS,
  };
}

const MAKER_OF_ROLES = 'tenants';
const NEEDED_SECRETS = ['AVIARY_SERVICE_SECRET', 'AVIARY_SEALING_SECRET'] as const;

/** The gateway alone has no database, so it is given no secret either. */
function missingSecrets(service: string, env: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  if (service === 'gateway') return [];
  const needed = service === MAKER_OF_ROLES ? [...NEEDED_SECRETS, 'AVIARY_SERVICE_SECRETS'] : NEEDED_SECRETS;
  return needed
    .filter((name) => !env[name])
    .map((variable) => ({
      variable,
      given: undefined,
      wayOut: `give what "aviary secrets --service ${service}" prints ("aviary up" does it itself)`,
    }));
}

/**
 * Reads the configuration of a service from environment variables, and secrets also from files that these name. An empty
 * variable counts as not set.
 *
 * @throws ConfigError that names every wrong variable, what it was, and the way out
 */
export function loadServiceConfig(
  service: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ServiceConfig {
  const read = readSecretFiles(SECRET_VARIABLES, environment);
  const env = Object.fromEntries(
    Object.entries(read.environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environmentSchema.safeParse(env);
  const wrong = new Map<string, ConfigProblem>();
  for (const { path, message } of result.error?.issues ?? []) {
    const variable = String(path[0]);
    if (!wrong.has(variable)) wrong.set(variable, { variable, given: env[variable], wayOut: message });
  }
  const unreadable = (name: string) => read.problems.some(({ variable }) => variable === `${name}_FILE`);
  const missing = missingSecrets(service, env).filter(({ variable }) => !unreadable(variable));
  for (const problem of [...read.problems, ...tracesProblems(env), ...missing]) wrong.set(problem.variable, problem);
  if (wrong.size > 0 || !result.success) throw new ConfigError(service, [...wrong.values()]);
  return toConfig(service, result.data);
}
