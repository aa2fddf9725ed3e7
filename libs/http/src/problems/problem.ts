import { STATUS_CODES } from 'node:http';

/** One thing that is wrong with the input. */
export interface FieldError {
  /** As the client wrote it: `title`, `items.0.amount`, `limit`, `Idempotency-Key`; `body` for the body as a whole. */
  readonly field: string;
  /** Stable: `required`, `wrong-type`, `unknown-field`, `too-long` … */
  readonly code: string;
  /** A sentence for people. */
  readonly detail: string;
}

/** The body of every answer that is not a success (RFC 9457), as `application/problem+json`. */
export interface Problem {
  /** `urn:aviary:problem:<code>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: clients branch on it. */
  readonly code: string;
  /** A sentence for people: what is wrong and the way out. */
  readonly detail: string;
  /** The one field to blame, if there is one; the first of `errors`. */
  readonly field?: string;
  readonly errors?: readonly FieldError[];
  /** The path that was asked for. */
  readonly instance?: string;
  /** With it, whoever operates the system finds all that belongs to the request. */
  readonly correlationId?: string;
  /** What else belongs to the code, e.g. `permission`. */
  readonly [member: string]: unknown;
}

/** A problem, and what goes into the head of the answer. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** `token-expired` → `Token expired`: the title belongs to the code, never to the case at hand. */
function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Rest {
  readonly field?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes a problem.
 *
 * @param detail what is wrong and the way out; by default what HTTP calls the status
 */
export function makeProblem(status: number, code: string, detail?: string, rest: Rest = {}): Problem {
  return {
    type: `urn:aviary:problem:${code}`,
    title: titleOf(code),
    status,
    code,
    detail: detail ?? `${STATUS_CODES[status] ?? 'Error'}.`,
    ...(rest.field === undefined ? {} : { field: rest.field }),
    ...(rest.errors === undefined ? {} : { errors: rest.errors }),
    ...rest.extra,
  };
}
