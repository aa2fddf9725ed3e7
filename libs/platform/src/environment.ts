import { isIP } from 'node:net';
import { z } from 'zod';
import { SERVICES } from './services.js';
import { tracesVariables } from './tracing/variables.js';

/** A refusal that says what to do, instead of what the validator thinks. */
const wayOut = (text: string) => ({ error: text });

function wholeNumber(min: number, max: number) {
  const text = `give a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, wayOut(text))
    .transform(Number)
    .refine((value) => value >= min && value <= max, wayOut(text));
}

const port = wholeNumber(0, 65_535);
const address = z.string().regex(/^[^\s/]+$/, wayOut('give a host name or an IP address'));
/** `10.0.0.1` or `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [ip = '', bits = '0', ...more] = text.split('/');
  return more.length === 0 && isIP(ip) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(ip) === 4 ? 32 : 128);
}

const networks = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine(
    (all) => all.every(isNetwork),
    wayOut('give IP addresses or networks like 10.0.0.0/8, several separated by commas'),
  );
const secret = z.string().min(32, wayOut('give at least 32 characters'));

/** A JSON object: service → secret. */
const secretsByService = z.string().transform((text, context) => {
  try {
    return z.record(z.string(), z.string().min(32)).parse(JSON.parse(text));
  } catch {
    context.addIssue('give a JSON object of service names and their secrets');
    return z.NEVER;
  }
});

function url(example: string) {
  return z
    .url({ protocol: /^https?$/, error: `give an http(s) address like ${example}` })
    .transform((text) => text.replace(/\/+$/, ''));
}

const upstreamUrls = Object.fromEntries(
  SERVICES.map((service) => [`AVIARY_${service.toUpperCase()}_URL`, url('http://127.0.0.1:8101').optional()]),
) as Record<'AVIARY_AUTH_URL', z.ZodOptional<ReturnType<typeof url>>>;

/** All variables a service reads, with their defaults; the names are the public interface of its configuration. */
export const environmentSchema = z.object({
  AVIARY_MODE: z.enum(['local', 'production'], wayOut('give local or production')).default('production'),
  AVIARY_AWAIT_SEED: z
    .enum(['true', 'false'], wayOut('give true where somebody seeds and tells the gateway when it is done, or false'))
    .transform((text) => text === 'true')
    .default(false),
  AVIARY_AWAIT_SCHEMAS: z
    .enum(['true', 'false'], wayOut('give true where schemas are published while services start, or false'))
    .transform((text) => text === 'true')
    .default(false),
  AVIARY_HTTP_HOST: address.default('127.0.0.1'),
  AVIARY_HTTP_PORT: port.optional(),
  AVIARY_TRUSTED_PROXIES: networks.default([]),
  AVIARY_PUBLIC_URL: url('https://aviary.example.org').default('http://127.0.0.1:8080'),
  AVIARY_BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, wayOut('give a domain in lower case like aviary.example.org'))
    .default('localhost'),
  AVIARY_POSTGRES_HOST: address.default('127.0.0.1'),
  AVIARY_POSTGRES_PORT: port.default(5432),
  AVIARY_SERVICE_SECRET: secret.optional(),
  AVIARY_SERVICE_SECRETS: secretsByService.default({}),
  AVIARY_SEALING_SECRET: secret.optional(),
  AVIARY_KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,/]+:\d+(,[^\s,/]+:\d+)*$/, wayOut('give host:port, several separated by commas'))
    .transform((text) => text.split(','))
    .default(['127.0.0.1:9092']),
  AVIARY_REGISTRY_URL: url('http://127.0.0.1:8090/apis/ccompat/v7').default('http://127.0.0.1:8090/apis/ccompat/v7'),
  AVIARY_DEFAULT_TENANT: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}$/, wayOut('give a tenant name: a letter, then up to 30 letters, digits or dashes'))
    .default('popug'),
  AVIARY_SMTP_HOST: address.default('127.0.0.1'),
  AVIARY_SMTP_PORT: port.default(1025),
  AVIARY_SMTP_FROM: z
    .string()
    .regex(/@/, wayOut('give a sender like Aviary <no-reply@example.org>'))
    .default('Aviary <aviary@localhost>'),
  AVIARY_SMTP_SECURE: z
    .enum(['true', 'false'], wayOut('give true for TLS from the first byte, or false'))
    .transform((text) => text === 'true')
    .default(false),
  AVIARY_SMTP_USER: z.string().optional(),
  AVIARY_SMTP_PASSWORD: z.string().optional(),
  AVIARY_LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      wayOut('give trace, debug, info, warn, error, fatal or silent'),
    )
    .default('info'),
  AVIARY_LOG_FILE: z.string().optional(),
  AVIARY_POOL_PER_PROCESS: wholeNumber(1, 10_000).default(80),
  // A close holds one connection while it works with another.
  AVIARY_POOL_PER_TENANT: wholeNumber(2, 1_000).default(10),
  AVIARY_POOL_IDLE_MS: wholeNumber(100, 86_400_000).default(60_000),
  AVIARY_WATCH_SECONDS: wholeNumber(1, 3_600).default(60),
  AVIARY_METRICS_TENANTS: wholeNumber(0, 10_000).default(50),
  AVIARY_REBUILDS_AT_ONCE: wholeNumber(1, 64).default(2),
  AVIARY_CLOCK_SECONDS: wholeNumber(1, 60).default(60),
  ...tracesVariables,
  ...upstreamUrls,
});

export type Environment = z.infer<typeof environmentSchema>;

/** The variables that hold a secret; each may also be given as the path of a file, in the variable `<name>_FILE`. */
export const SECRET_VARIABLES = [
  'AVIARY_SERVICE_SECRET',
  'AVIARY_SERVICE_SECRETS',
  'AVIARY_SEALING_SECRET',
  'AVIARY_SMTP_PASSWORD',
] as const;
