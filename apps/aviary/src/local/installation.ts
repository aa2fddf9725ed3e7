import { SERVICES, type ServiceConfig } from '#libs/platform';
import { type RunningParts } from '#tools/parts';
import path from 'node:path';
import { secretsOf } from './secrets.js';

/** One installation: where everything is, and the secret from which all others derive. */
export interface Installation {
  readonly mode: ServiceConfig['mode'];
  /** The folder with all data, logs and secrets; undefined where the parts are not ours, and logs go elsewhere. */
  readonly home?: string;
  readonly master: string;
  readonly parts: Pick<RunningParts, 'postgres' | 'kafka' | 'registry'>;
  /** By service. */
  readonly ports: Readonly<Record<string, number>>;
  readonly smtpPort: number;
  readonly logLevel: string;
}

/** One that has a home on this machine, with parts of its own. */
export interface LocalInstallation extends Installation {
  readonly home: string;
}

const HOST = '127.0.0.1';

export const urlOf = ({ ports }: Installation, service: string): string => `http://${HOST}:${ports[service]}`;

/**
 * What the environment of this process says of traces, of connections and of the clock: whoever starts an installation
 * decides about them for all services, but for the name in traces, which each has for itself.
 */
function sharedEnvironment(): Record<string, string> {
  const isShared = (name: string): boolean =>
    /^(AVIARY_TRACES|AVIARY_POOL_|AVIARY_CLOCK_|OTEL_)/.test(name) && name !== 'OTEL_SERVICE_NAME';
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && isShared(name) ? [[name, value]] : [],
    ),
  );
}

/**
 * The environment of one service: the same whether it shares this process or has its own. It holds the secrets of that
 * service only; the tenants service, which makes everybody's roles, holds everybody's.
 */
export function environmentOf(service: string, installation: Installation): Record<string, string> {
  const { master, parts, ports, smtpPort, home, logLevel } = installation;
  const urls = SERVICES.map((name) => [`AVIARY_${name.toUpperCase()}_URL`, urlOf(installation, name)]);
  return {
    AVIARY_MODE: installation.mode,
    AVIARY_HTTP_HOST: HOST,
    AVIARY_HTTP_PORT: String(ports[service]),
    AVIARY_PUBLIC_URL: urlOf(installation, 'gateway'),
    AVIARY_POSTGRES_HOST: parts.postgres.host,
    AVIARY_POSTGRES_PORT: String(parts.postgres.port),
    AVIARY_KAFKA_BROKERS: parts.kafka.bootstrap,
    AVIARY_REGISTRY_URL: parts.registry.url,
    AVIARY_SMTP_PORT: String(smtpPort),
    AVIARY_LOG_LEVEL: logLevel,
    ...(home === undefined ? {} : { AVIARY_LOG_FILE: path.join(home, 'logs', `${service}.log`) }),
    ...sharedEnvironment(),
    ...(service === 'gateway' ? { AVIARY_AWAIT_SEED: 'true' } : { AVIARY_AWAIT_SCHEMAS: 'true' }),
    ...secretsOf(service, master),
    ...(Object.fromEntries(urls) as Record<string, string>),
  };
}
