import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../local/client.js';
import { DEMO_PASSWORD } from '../seed/demo-people.js';
import { type ShownRequest } from './curl.js';
import { type ShownAnswer } from './narrator.js';

export interface Answer<Body> extends ShownAnswer {
  readonly body: Body;
}

/** Tokens last 15 minutes, and a reader may take longer over a page. */
const TOKEN_AGE_MS = 10 * 60_000;

/** Talks to the gateway as anybody would, under the demo logins. */
export class Visitor {
  private readonly tokens = new Map<string, { token: string; at: number }>();

  constructor(private readonly url: string) {}

  /** @throws ProblemError when it is refused */
  async send<Body>({ method, path, as, body, after }: ShownRequest): Promise<Answer<Body>> {
    const authorization = `Bearer ${await this.tokenOf(as)}`;
    const answer = await exchange<Body>(`${this.url}${path}`, {
      method,
      headers: { authorization, ...(after === undefined ? {} : { 'aviary-position': after }) },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: answer.status,
      position: answer.headers.get('aviary-position'),
      stale: answer.headers.get('aviary-stale') === 'true',
      body: answer.body,
    };
  }

  private async tokenOf(login: string): Promise<string> {
    const known = this.tokens.get(login);
    if (known && Date.now() - known.at < TOKEN_AGE_MS) return known.token;
    const { body } = await exchange<{ accessToken: string }>(`${this.url}/api/auth/login`, {
      method: 'POST',
      body: { login, password: DEMO_PASSWORD },
    });
    this.tokens.set(login, { token: body.accessToken, at: Date.now() });
    return body.accessToken;
  }
}

const POLL_MS = 200;

/**
 * Asks again until the answer is there.
 *
 * @param ask gives undefined as long as it is not
 * @returns undefined when it did not come in time
 */
export async function awaited<T>(ask: () => Promise<T | undefined>, patienceMs: number): Promise<T | undefined> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await pause(POLL_MS);
  }
}
