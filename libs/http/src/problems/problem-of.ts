import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '#libs/kernel';
import { databaseProblem } from './database-errors.js';
import { InputError } from './input-error.js';
import { makeProblem, type ProblemAnswer } from './problem.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

/** What a service that answers with this status means by it; whatever is no refusal may be otherwise the next time. */
export function kindOf(status: number): ErrorKind {
  const found = Object.entries(STATUS).find(([, each]) => each === status);
  return found ? (found[0] as ErrorKind) : 'unavailable';
}

/** What Fastify itself refuses, by its code. */
const REFUSED: Readonly<Record<string, [status: number, code: string, detail: string, field?: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is larger than 1 MiB.', 'body'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported-media-type',
    'Send the body as application/json in UTF-8.',
    'Content-Type',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'wrong-content-length',
    'The body is not as long as Content-Length says.',
    'Content-Length',
  ],
  FST_ERR_BAD_URL: [400, 'malformed-url', 'The path is not properly percent-encoded.', 'path'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'url-too-long', 'A part of the path is too long.', 'path'],
};

/** Codes for what HTTP knows but no rule of ours names. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'bad-request',
  401: 'token-missing',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  409: 'conflict',
  413: 'body-too-large',
  414: 'url-too-long',
  415: 'unsupported-media-type',
  422: 'unprocessable',
  429: 'too-many-requests',
  503: 'unavailable',
};

/** Seconds after which a client may ask again, unless the error says so itself, as `extra.retryAfter`. */
const RETRY_AFTER: Readonly<Record<number, number>> = { 429: 1, 503: 2 };

function headersOf(status: number, code: string, retryAfter: unknown): Record<string, string> {
  const seconds = typeof retryAfter === 'number' ? Math.ceil(retryAfter) : RETRY_AFTER[status];
  if (seconds !== undefined) return { 'Retry-After': String(seconds) };
  if (status !== 401) return {};
  const bad = code.startsWith('token-') && code !== 'token-missing';
  return { 'WWW-Authenticate': bad ? 'Bearer realm="aviary", error="invalid_token"' : 'Bearer realm="aviary"' };
}

function ofDomain(error: DomainError): ProblemAnswer {
  const { code, message, extra } = error;
  const status = STATUS[error.kind];
  const field = error.field ?? (status === 401 && code.startsWith('token-') ? 'Authorization' : undefined);
  const errors = error instanceof InputError ? error.errors : undefined;
  return {
    problem: makeProblem(status, code, message, { field, errors, extra }),
    headers: headersOf(status, code, extra['retryAfter']),
  };
}

/** The status and code that Fastify, its plugins, or Nest gave to a refusal; none for defects. */
function refusalOf(error: unknown): { status: number; code: string; message: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const fastifyError = (error instanceof HttpException ? error.cause : error) as {
    code?: unknown;
    statusCode?: unknown;
  };
  const code = typeof fastifyError?.code === 'string' ? fastifyError.code : '';
  const status = error instanceof HttpException ? error.getStatus() : fastifyError.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600
    ? { status, code, message: error.message }
    : undefined;
}

/**
 * What the caller is told about an error. Only a `DomainError` speaks in its own words; of defects nothing is told but
 * that there was one.
 */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof DomainError) return ofDomain(error);
  const database = databaseProblem(error);
  if (database !== undefined) return database;
  const refusal = refusalOf(error);
  const known = REFUSED[refusal?.code ?? ''];
  if (known !== undefined) {
    const [status, code, detail, field] = known;
    return { problem: makeProblem(status, code, detail, { field }), headers: {} };
  }
  if (refusal !== undefined && (refusal.status < 500 || refusal.status === 503)) {
    const code = BY_STATUS[refusal.status] ?? 'bad-request';
    const detail = error instanceof HttpException ? refusal.message : undefined;
    return { problem: makeProblem(refusal.status, code, detail), headers: headersOf(refusal.status, code, undefined) };
  }
  return { problem: makeProblem(500, 'internal', 'Something went wrong here; it has been noted.'), headers: {} };
}
