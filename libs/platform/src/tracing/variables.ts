import { z } from 'zod';
import { type ConfigProblem } from '../config-error.js';

const share = { error: 'give a share from 0 to 1, like 0.1 for every tenth' };

/** Our own variables, and those of the OpenTelemetry specification that decide whether and where to; its SDK reads others. */
export const tracesVariables = {
  AVIARY_TRACES: z.enum(['off', 'otlp'], { error: 'give otlp or off' }).optional(),
  AVIARY_TRACES_RATIO: z
    .string()
    .regex(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/, share)
    .transform(Number)
    .optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.string().optional(),
};

type Variables = { readonly [name in keyof typeof tracesVariables]?: string | number | undefined };
type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a service traces, under which name, and where the spans go. */
export interface TracesConfig {
  readonly on: boolean;
  readonly serviceName: string;
  /** The whole address, up to and with `/v1/traces`. */
  readonly url: string;
  /** The share of traces begun here that is recorded; undefined: what `OTEL_TRACES_SAMPLER` says, or all. */
  readonly ratio?: number;
}

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const PROTOCOL = 'http/protobuf';

/** Ours decides, then the standard's, of which an endpoint alone is enough. */
function areOn(env: Variables): boolean {
  if (env.AVIARY_TRACES !== undefined) return env.AVIARY_TRACES === 'otlp';
  if (String(env.OTEL_SDK_DISABLED).toLowerCase() === 'true') return false;
  if (env.OTEL_TRACES_EXPORTER !== undefined) return String(env.OTEL_TRACES_EXPORTER).split(',').includes('otlp');
  return (env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined;
}

/** @param env as it was read by `tracesVariables` */
export function tracesConfig(service: string, env: Variables): TracesConfig {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole, OTEL_EXPORTER_OTLP_ENDPOINT: base = DEFAULT_ENDPOINT } = env;
  const ratio = env.AVIARY_TRACES_RATIO;
  return {
    on: areOn(env),
    serviceName: String(env.OTEL_SERVICE_NAME ?? service),
    url: String(whole ?? `${String(base).replace(/\/+$/, '')}/v1/traces`),
    ...(ratio === undefined ? {} : { ratio: Number(ratio) }),
  };
}

const isHttp = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

/** What of the standard's variables cannot be used. Where traces are off they are for others, and none of our business. */
export function tracesProblems(env: Environment): ConfigProblem[] {
  if (!areOn(env)) return [];
  const wrong = (names: readonly string[], isRight: (text: string) => boolean, wayOut: string): ConfigProblem[] =>
    names
      .map((variable) => ({ variable, given: env[variable], wayOut }))
      .filter(({ given }) => given !== undefined && !isRight(given));
  return [
    ...wrong(
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
      isHttp,
      `give an http(s) address like ${DEFAULT_ENDPOINT}`,
    ),
    ...wrong(
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'],
      (text) => text === PROTOCOL,
      `give ${PROTOCOL}, which is what is sent, or leave it out`,
    ),
  ];
}
