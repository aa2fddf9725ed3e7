import { DomainError, unavailable } from '#libs/kernel';

/**
 * What a failed call means for the commands in it:
 * `unknown`: the connection broke, so it may have been recorded: send the very same call again;
 * `away`: nothing was recorded, and the same will happen again soon: say so;
 * `refused`: the database or our own code refused the call because of what is in it: send the commands singly.
 */
export type Failure = 'unknown' | 'away' | 'refused';

/** Seconds after which a client may try again; `libs/http` makes it the header Retry-After. */
const RETRY_AFTER = 1;

const LOST = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const LOST_MESSAGE =
  /connection (terminated|error)|not queryable|read timeout|timeout exceeded|calling end on the pool|client was closed/i;

/** SQLSTATE: the server is going down or coming up (57P), the session was ended, or two sessions waited for each other. */
const ENDED = /^(57P0[1-5]|08|40)/;
/** SQLSTATE: no lock in time, cancelled, no resources, read-only after a fail-over. */
const BUSY = /^(55P03|57014|53|25006|58)/;

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

export function failureOf(error: unknown): Failure {
  if (error instanceof DomainError) return error.kind === 'unavailable' ? 'away' : 'refused';
  const code = codeOf(error);
  if (BUSY.test(code)) return 'away';
  if (ENDED.test(code) || LOST.test(code)) return 'unknown';
  return code === '' && error instanceof Error && LOST_MESSAGE.test(error.message) ? 'unknown' : 'refused';
}

/** Whether not even a connection was made: then nothing was sent. */
export function neverSent(error: unknown): boolean {
  return error instanceof DomainError || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|57P03)$/.test(codeOf(error));
}

/** 503: the log is locked by somebody else, or has too much to do. */
export function logBusy(cause: unknown): DomainError {
  return unavailable('log-busy', 'Too much is being recorded at once. Send the same request again in a moment.', {
    extra: { retryAfter: RETRY_AFTER },
    cause,
  });
}

/** 503: the database cannot be reached. */
export function logAway(cause: unknown): DomainError {
  return unavailable('log-away', 'The records cannot be reached just now. Send the same request again in a moment.', {
    extra: { retryAfter: RETRY_AFTER },
    cause,
  });
}
