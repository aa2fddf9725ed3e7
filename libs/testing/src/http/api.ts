// oxlint-disable unicorn/no-thenable -- a spec reads given, when, then; awaiting one before its end is refused
import { expect } from '@jest/globals';
import { assertNotAwaited } from '../not-awaited.js';
import { type Answer } from './answer.js';
import { Client, type RequestOptions } from './client.js';
import { expectProblem } from './problem.js';

export interface Expectation {
  /** It is answered with this status and (if given) a body that has at least these members. */
  then(status: number, body?: unknown): Promise<Answer>;
  /** It is refused with this problem. */
  thenProblem(status: number, code: string, field?: string): Promise<Answer>;
}

/** The requests of a client, as the middle of a given / when / then. */
export interface When {
  get(path: string, options?: RequestOptions): Expectation;
  post(path: string, body?: unknown, options?: RequestOptions): Expectation;
  put(path: string, body?: unknown, options?: RequestOptions): Expectation;
  patch(path: string, body?: unknown, options?: RequestOptions): Expectation;
  delete(path: string, options?: RequestOptions): Expectation;
}

/**
 * A client with the grammar of given / when / then:
 *
 * ```ts
 * const manager = await api(url).login('manager', 'popug');
 * await manager.when.post('/api/tasks', { title: 'Feed' }).then(201, { status: 'open' });
 * await manager.given((client) => client.post(path)).when.post(path).thenProblem(409, 'task-already-completed');
 * ```
 */
export class Api extends Client {
  /** What is to be done first, in this order; each step must succeed. */
  given(...steps: ((client: Client) => Promise<Answer>)[]): { readonly when: When } {
    return { when: whenOf(this, steps) };
  }

  get when(): When {
    return whenOf(this, []);
  }

  override with(headers: Readonly<Record<string, string>>): Api {
    return new Api(this.baseUrl, { ...this.headers, ...headers });
  }

  override as(token: string): Api {
    return super.as(token) as Api;
  }

  override forTenant(tenant: string): Api {
    return super.forTenant(tenant) as Api;
  }

  override async login(login: string, password: string): Promise<Api> {
    return (await super.login(login, password)) as Api;
  }
}

/** The HTTP API at this address, without a login. */
export function api(baseUrl: string): Api {
  return new Api(baseUrl);
}

type Step = (client: Client) => Promise<Answer>;

function whenOf(client: Client, steps: readonly Step[]): When {
  const when = (request: Step): Expectation => ({
    then(status, body) {
      assertNotAwaited([status]);
      return perform(client, steps, request).then((answer) => {
        const expected = body === undefined ? { status } : { status, body };
        expect({ status: answer.status, body: answer.body }).toMatchObject(expected);
        return answer;
      });
    },
    async thenProblem(status, code, field) {
      const answer = await perform(client, steps, request);
      expectProblem(answer, status, code, field);
      return answer;
    },
  });
  return {
    get: (path, options) => when((one) => one.get(path, options)),
    post: (path, body, options) => when((one) => one.post(path, body, options)),
    put: (path, body, options) => when((one) => one.put(path, body, options)),
    patch: (path, body, options) => when((one) => one.patch(path, body, options)),
    delete: (path, options) => when((one) => one.delete(path, options)),
  };
}

async function perform(client: Client, steps: readonly Step[], request: Step): Promise<Answer> {
  for (const step of steps) {
    const { status, body } = await step(client);
    if (status >= 400) throw new Error(`What is given could not be done: ${status} ${JSON.stringify(body)}`);
  }
  return request(client);
}
