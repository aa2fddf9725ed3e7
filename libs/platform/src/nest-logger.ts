import { type LoggerService } from '@nestjs/common';
import { messageOf } from './describe-error.js';
import { currentLogger, type Logger } from './logger.js';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** What Nest tells of its own start, a line for each module and route. */
const CHATTY = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Brings `new Logger('Relay')` of `@nestjs/common` into our log. Nest keeps one logger for the whole process, and
 * several services may live in one, so each line is handed to the logger of the service whose code is running. (That is
 * why it is not nestjs-pino: it too keeps one root logger for the process.)
 */
export class NestLogger implements LoggerService {
  /** @param fallback takes what is logged outside of any service */
  constructor(private readonly fallback: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last, and before it a stack, an error, or a text that belongs to an object's fields. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const logger = currentLogger() ?? this.fallback;
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const [detail] = context === undefined ? rest : rest.slice(0, -1);
    const fields: Record<string, unknown> = context === undefined ? {} : { context };
    const text = mergeInto(fields, message, detail);
    logger[level === 'info' && CHATTY.has(context ?? '') ? 'debug' : level](fields, text);
  }
}

/** @returns the text of the line */
function mergeInto(fields: Record<string, unknown>, message: unknown, detail: unknown): string | undefined {
  if (message instanceof Error) {
    fields['err'] = message;
    return messageOf(message);
  }
  if (typeof message === 'object' && message !== null) {
    Object.assign(fields, message);
    return typeof detail === 'string' ? detail : undefined;
  }
  if (detail instanceof Error) fields['err'] = detail;
  else if (typeof detail === 'string') fields['stack'] = detail;
  return String(message);
}
