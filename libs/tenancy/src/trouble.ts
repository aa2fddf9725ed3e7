import { DomainError, unavailable } from '#libs/kernel';

const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'],
]);

/**
 * SQLSTATEs that say "not now": too many connections, out of disk or memory, shut down, crashed, starting, a lock or
 * statement that took too long, a deadlock, a serialisation failure.
 */
const NOT_NOW = new Set(['57P01', '57P02', '57P03', '57014', '55P03', '40P01', '40001']);
const NOT_NOW_CLASSES = ['08', '53'];

/** `pg` gives these no code. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed)/;

function says(error: Error & { code?: unknown }): boolean {
  const { code } = error;
  if (typeof code === 'string')
    return NETWORK.has(code) || NOT_NOW.has(code) || (code.length === 5 && NOT_NOW_CLASSES.includes(code.slice(0, 2)));
  return MESSAGES.test(error.message);
}

/** Whether the error (or what caused it) is trouble of the database that passes, and the same call may succeed later. */
export function isDatabaseTrouble(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; depth += 1) {
    if (says(each)) return true;
    if (each instanceof AggregateError && each.errors.some(isDatabaseTrouble)) return true;
    each = (each as Error & { driverError?: unknown }).driverError ?? each.cause;
  }
  return false;
}

/** The error for a caller when the database is away: DomainError `database-unavailable` (503). */
export function databaseUnavailable(cause: unknown): DomainError {
  return unavailable('database-unavailable', 'The database cannot be reached at the moment; please try again.', {
    cause,
  });
}

/** Any failure to get a connection, as the error for a caller. */
export function unreachable(error: unknown): DomainError {
  return error instanceof DomainError ? error : databaseUnavailable(error);
}

/** Passing trouble of the database as a DomainError `database-unavailable`; any other error as it is. */
export function asUnavailable(error: unknown): unknown {
  return !(error instanceof DomainError) && isDatabaseTrouble(error) ? databaseUnavailable(error) : error;
}
