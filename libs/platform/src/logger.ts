import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino, type Logger } from 'pino';
import { type ServiceConfig } from './config.js';
import { currentContext } from './context.js';
import { strikeSecrets } from './strike-secrets.js';

export type { Logger };

/** How an error is written. */
interface ErrorLine {
  type: string;
  message: string;
  stack: string;
  code?: string;
  cause?: ErrorLine;
}

/**
 * Only what helps to find the defect. Errors of database drivers carry the parameters of the query and the values of the
 * offending row, which may be personal: they stay out of the log.
 */
function describeError(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack ?? '',
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause !== undefined && depth < 5 ? { cause: describeError(cause, depth + 1) } : {}),
  };
}

/**
 * The log of one service: a JSON line each, with the service, and with tenant and correlation id while it works on a
 * request or a reaction. Credentials are struck out.
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
      mixin: () => currentContext() ?? {},
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
