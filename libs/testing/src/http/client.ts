import { type Answer } from './answer.js';
import { assertProblem } from './problem.js';

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  /** An answer after whose events this is to be read: sends its `Aviary-Position` along. */
  readonly after?: Answer;
  /** Sent as it is, in place of a body in JSON. */
  readonly raw?: string;
}

/**
 * A client of the HTTP API, with whoever it is logged in as. It never throws on 4xx and 5xx, but does if such an answer is
 * not a proper problem: that is checked each time, wherever a spec looks.
 */
export class Client {
  constructor(
    readonly baseUrl: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** @throws Error when the login is refused */
  async login(login: string, password: string): Promise<Client> {
    const { status, body } = await this.post<{ accessToken: string }>('/api/auth/login', { login, password });
    if (status !== 200) throw new Error(`${login} could not log in: ${status} ${JSON.stringify(body)}`);
    return this.as(body.accessToken);
  }

  /** The same client with an access token. */
  as(token: string): Client {
    return this.with({ authorization: `Bearer ${token}` });
  }

  /** The same client for another tenant, past the gateway. */
  forTenant(tenant: string): Client {
    return this.with({ 'aviary-tenant': tenant });
  }

  /** The same client with more headers. */
  with(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.baseUrl, { ...this.headers, ...headers });
  }

  get<Body = unknown>(path: string, options?: RequestOptions): Promise<Answer<Body>> {
    return this.send('GET', path, undefined, options);
  }

  post<Body = unknown>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<Body>> {
    return this.send('POST', path, body, options);
  }

  put<Body = unknown>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<Body>> {
    return this.send('PUT', path, body, options);
  }

  patch<Body = unknown>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<Body>> {
    return this.send('PATCH', path, body, options);
  }

  delete<Body = unknown>(path: string, options?: RequestOptions): Promise<Answer<Body>> {
    return this.send('DELETE', path, undefined, options);
  }

  /** @param body becomes JSON, unless `options.raw` is sent in its place */
  async send<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<Answer<Body>> {
    const content = options.raw ?? (body === undefined ? null : JSON.stringify(body));
    const headers = new Headers({ ...this.headers, ...headersOf(options) });
    if (content !== null && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const response = await fetch(new URL(path, this.baseUrl), { method, headers, body: content, redirect: 'manual' });
    const answer = { status: response.status, headers: response.headers, body: await bodyOf(response) };
    if (answer.status >= 400) assertProblem(answer, `${method} ${path}`);
    return answer as Answer<Body>;
  }
}

function headersOf({ headers = {}, idempotencyKey, after }: RequestOptions): Record<string, string> {
  const position = after?.headers.get('aviary-position');
  return {
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(position ? { 'aviary-position': position } : {}),
    ...headers,
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return /[/+]json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}
