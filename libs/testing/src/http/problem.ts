import { expect } from '@jest/globals';
import { type Answer } from './answer.js';

/** What every problem says (RFC 9457, and our `code`). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly [member: string]: unknown;
}

const PROPER = {
  type: /^urn:aviary:problem:[a-z][a-z0-9-]*$/,
  title: /\S/,
  code: /^[a-z][a-z0-9-]*$/,
  detail: /\S/,
};

/**
 * @param request for the error's text
 * @throws Error when an answer that is no success is not a proper problem
 */
export function assertProblem(answer: Answer, request: string): asserts answer is Answer<ProblemBody> {
  const { status, headers, body } = answer;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const wrong = Object.entries(PROPER)
    .filter(([member, pattern]) => typeof problem[member] !== 'string' || !pattern.test(problem[member]))
    .map(([member]) => member);
  if (problem['status'] !== status) wrong.push('status');
  if (problem['type'] !== `urn:aviary:problem:${String(problem['code'])}`) wrong.push('type');
  if (!headers.get('content-type')?.startsWith('application/problem+json')) wrong.push('content type');
  if (wrong.length > 0)
    throw new Error(
      `${request} was answered ${status}, which is no proper problem (${[...new Set(wrong)].join(', ')}): ${JSON.stringify(body)}`,
    );
}

/** The answer is this problem and, if given, blames this field. */
export function expectProblem(answer: Answer, status: number, code: string, field?: string): void {
  const { body } = answer as Answer<ProblemBody>;
  const expected = { status, code, ...(field === undefined ? {} : { field }) };
  expect({ status: answer.status, body }).toMatchObject({ status, body: expected });
}
