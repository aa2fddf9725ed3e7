import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino, type Logger } from 'pino';
import { type ServiceConfig } from './config.js';
import { currentContext } from './context.js';
import { describeError } from './describe-error.js';
import { strikeSecrets } from './strike-secrets.js';
import { traceFields } from './tracing/trace-context.js';

export type { Logger };

/**
 * The log of one service: a JSON line each, with the service, and with tenant and correlation id while it works on a
 * request or a reaction; where that is traced, with the ids of trace and span. Credentials are struck out.
 *
 * @param destination where the lines go; by default the file of the configuration, or standard output
 */
export function createLogger(
  config: Pick<ServiceConfig, 'service' | 'logLevel' | 'logFile'>,
  destination: DestinationStream = pino.destination({ dest: config.logFile ?? 1, mkdir: true, sync: true }),
): Logger {
  return pino(
    {
      level: config.logLevel,
      base: { service: config.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => strikeSecrets(fields) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => describeError(error) },
      // A copy, since pino writes the fields of the line into what it is given.
      mixin: () => ({ ...currentContext(), ...traceFields() }),
    },
    destination,
  );
}

const loggers = new AsyncLocalStorage<Logger>();

/** Runs the work, and whatever it starts (requests, timers, consumers), with this logger as the current one. */
export function runWithLogger<T>(logger: Logger, work: () => T): T {
  return loggers.run(logger, work);
}

/** The logger of the service whose code is running: several services may live in one process. */
export function currentLogger(): Logger | undefined {
  return loggers.getStore();
}
