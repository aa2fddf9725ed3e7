import { once } from 'node:events';
import http from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { deriveSecret } from '#libs/platform';

/** An answer that is an error, in the words of the service. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'ProblemError';
  }
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for the answer to come; two minutes if left out. */
  readonly timeout?: number;
  /** For so many milliseconds it may say 503 before it is believed; twenty seconds if left out. */
  readonly patience?: number;
}

const PATIENCE_MS = 20_000;
const PAUSE_MS = 50;
const TIMEOUT_MS = 120_000;

/** What came back from a call that was not refused. */
export interface Exchange<Answer> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer;
}

/**
 * Calls a service of this installation. One that says 503 is asked again for a while: so soon after a start, a view or a
 * tenant may still be in the making.
 *
 * @throws ProblemError when it refuses, Error when it does not answer
 */
export async function call<Answer>(url: string, request: Call = {}): Promise<Answer> {
  return (await exchange<Answer>(url, request)).body;
}

/** The same, for who needs more of the answer than its body. */
export async function exchange<Answer>(url: string, request: Call = {}): Promise<Exchange<Answer>> {
  const deadline = Date.now() + (request.patience ?? PATIENCE_MS);
  for (;;) {
    try {
      return await callOnce(url, request);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 503 || Date.now() > deadline) throw error;
      await pause(PAUSE_MS);
    }
  }
}

async function callOnce<Answer>(
  url: string,
  { method = 'GET', body, headers = {}, timeout = TIMEOUT_MS }: Call,
): Promise<Exchange<Answer>> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const {
    status,
    headers: told,
    text,
  } = await ask(url, { method, headers: { ...json, ...headers }, ...sent, timeout });
  if (status >= 200 && status < 300)
    return { status, headers: told, body: (text === '' ? null : JSON.parse(text)) as Answer };
  throw problemErrorOf(status, text);
}

/** What an answer that is no success says. */
export function problemErrorOf(status: number, text: string): ProblemError {
  const { code = 'unknown', detail = `The answer was ${status}.` } = parsed(text);
  return new ProblemError(status, code, detail);
}

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeout: number;
}

/** Not by `fetch`, which never waits longer than five minutes for an answer to begin: a check of a large log may take more. */
async function ask(
  url: string,
  { method, headers, body, timeout }: Asked,
): Promise<{ status: number; headers: Headers; text: string }> {
  const asked = http.request(url, { method, headers, signal: AbortSignal.timeout(timeout) });
  try {
    const answered = once(asked, 'response') as Promise<[http.IncomingMessage]>;
    asked.end(body);
    const [answer] = await answered;
    const told = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    return { status: answer.statusCode ?? 0, headers: new Headers(told), text: await readText(answer) };
  } catch (cause) {
    throw new Error(`${new URL(url).origin} does not answer.`, { cause });
  }
}

function parsed(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}

/** The header that shows that we are the installation itself. */
export const installationHeader = (authSecret: string) => ({
  'aviary-bootstrap': deriveSecret(authSecret, 'bootstrap'),
});

/** The headers of a call in the name of `system:cli`, with a token that lasts some minutes. */
export async function asInstallation(
  authUrl: string,
  authSecret: string,
  { tenant, permissions }: { tenant: string; permissions: readonly string[] },
): Promise<{ authorization: string; 'aviary-tenant': string }> {
  const { accessToken } = await call<{ accessToken: string }>(`${authUrl}/internal/tokens`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, actor: 'system:cli', permissions },
  });
  return { authorization: `Bearer ${accessToken}`, 'aviary-tenant': tenant };
}
