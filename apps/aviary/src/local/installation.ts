import { sealingSecret, SERVICES, serviceSecret } from '#libs/platform';
import { type RunningParts } from '#tools/parts';
import path from 'node:path';
import { ALL } from '../services.js';

/** One installation on this machine: where everything is, and the secret from which all others derive. */
export interface Installation {
  /** The folder with all data, logs and secrets. */
  readonly home: string;
  readonly master: string;
  readonly parts: Pick<RunningParts, 'postgres' | 'kafka' | 'registry'>;
  /** By service. */
  readonly ports: Readonly<Record<string, number>>;
  readonly smtpPort: number;
  readonly logLevel: string;
}

const HOST = '127.0.0.1';

export const urlOf = ({ ports }: Installation, service: string): string => `http://${HOST}:${ports[service]}`;

/**
 * The environment of one service: the same whether it shares this process or has its own. It holds the secrets of that
 * service only; the tenants service, which makes everybody's roles, holds everybody's.
 */
export function environmentOf(service: string, installation: Installation): Record<string, string> {
  const { master, parts, ports, smtpPort, home, logLevel } = installation;
  const names = ALL.map(({ name }) => name);
  const urls = names.map((name) => [`AVIARY_${name.toUpperCase()}_URL`, urlOf(installation, name)]);
  const secrets = Object.fromEntries(SERVICES.map((name) => [name, serviceSecret(master, name)]));
  return {
    AVIARY_MODE: 'local',
    AVIARY_HTTP_HOST: HOST,
    AVIARY_HTTP_PORT: String(ports[service]),
    AVIARY_PUBLIC_URL: urlOf(installation, 'gateway'),
    AVIARY_POSTGRES_HOST: parts.postgres.host,
    AVIARY_POSTGRES_PORT: String(parts.postgres.port),
    AVIARY_KAFKA_BROKERS: parts.kafka.bootstrap,
    AVIARY_REGISTRY_URL: parts.registry.url,
    AVIARY_SMTP_PORT: String(smtpPort),
    AVIARY_LOG_LEVEL: logLevel,
    AVIARY_LOG_FILE: path.join(home, 'logs', `${service}.log`),
    ...(service === 'gateway' ? {} : { AVIARY_SERVICE_SECRET: serviceSecret(master, service) }),
    ...(service === 'gateway' ? {} : { AVIARY_SEALING_SECRET: sealingSecret(master) }),
    ...(service === 'tenants' ? { AVIARY_SERVICE_SECRETS: JSON.stringify(secrets) } : {}),
    ...(Object.fromEntries(urls) as Record<string, string>),
  };
}
