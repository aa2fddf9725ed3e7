import { makeProblem, type ProblemAnswer } from './problem.js';

/** No connection, or one that was lost; the names are those of Node and of PostgreSQL's SQLSTATE. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/** Lock timeout, deadlock, serialisation failure, statement timeout, idle in transaction: all of them pass. */
const BUSY = new Set(['55P03', '40P01', '40001', '57014', '25P03']);

/** Text or numbers that PostgreSQL cannot hold; the schemas should have refused them. */
const UNSTORABLE = new Set(['22021', '22P05', '22003', '22001', '22008', '22007', '22P02']);

/** How pg and its pool say, without any code, that there was no connection to be had. */
const NO_CONNECTION =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** TypeORM and our own errors wrap the driver's. */
function* chain(error: unknown): Generator<Error & { code?: unknown; driverError?: unknown }> {
  let current = error;
  for (let depth = 0; depth < 6 && current instanceof Error; depth++) {
    yield current;
    const { driverError, cause } = current as Error & { driverError?: unknown };
    current = driverError ?? cause;
  }
}

const later = (code: string, detail: string, seconds: number): ProblemAnswer => ({
  problem: makeProblem(503, code, detail),
  headers: { 'Retry-After': String(seconds) },
});

/** What an error of the database means for the caller; undefined for a defect and for errors from elsewhere. */
export function databaseProblem(error: unknown): ProblemAnswer | undefined {
  for (const { code, message } of chain(error)) {
    const state = typeof code === 'string' ? code : '';
    if (AWAY.has(state) || /^08...$/.test(state) || NO_CONNECTION.test(message))
      return later('database-unavailable', 'The database cannot be reached for now: try again shortly.', 2);
    if (BUSY.has(state)) return later('busy', 'Too much is going on at this place: try again shortly.', 1);
    if (UNSTORABLE.has(state))
      return {
        problem: makeProblem(400, 'invalid-value', 'The input holds a value that cannot be stored.'),
        headers: {},
      };
  }
  return undefined;
}
