/** What went wrong, as far as a caller can act on it; `libs/http` maps each kind to one status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'unprocessable'
  | 'too-many'
  | 'unavailable';

export interface DomainErrorDetails {
  /** Stable and lower-case with dashes: clients branch on it. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** A sentence for the public: what is wrong and the way out. Never an internal. */
  readonly message: string;
  /** The input field it is about, as the client wrote it (`deadline`, `body.title`, `query.limit`). */
  readonly field?: string;
  /** More members for the answer, e.g. `{ permission: 'tasks.can_add' }`. */
  readonly extra?: Readonly<Record<string, string | number | boolean | null>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** The one error that is meant for the caller; anything else that is thrown is a defect or an outage. */
export class DomainError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  readonly extra: Readonly<Record<string, string | number | boolean | null>>;

  constructor(details: DomainErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = details.code;
    this.kind = details.kind;
    this.field = details.field;
    this.extra = details.extra ?? {};
  }
}

type Rest = Omit<DomainErrorDetails, 'code' | 'kind' | 'message'>;

const maker =
  (kind: ErrorKind) =>
  (code: string, message: string, rest: Rest = {}): DomainError =>
    new DomainError({ ...rest, code, kind, message });

/** 400: the input is not of the form asked for. */
export const invalid = maker('invalid');
/** 401: no identity, or one that is not to be believed. */
export const unauthenticated = maker('unauthenticated');
/** 403: known, but not allowed. */
export const forbidden = maker('forbidden');
/** 404 */
export const notFound = maker('not-found');
/** 409: right in form, but not in this state of things. */
export const conflict = maker('conflict');
/** 422: right in form, but contradicts something said before. */
export const unprocessable = maker('unprocessable');
/** 503: a part is away for now; the same request may be sent again. */
export const unavailable = maker('unavailable');
