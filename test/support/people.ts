import { type Answer, api, type Client, until } from '#libs/testing';

interface WithHeaders {
  readonly headers?: Record<string, string>;
}

/** The demo logins, each with a client of their own. */
export interface People {
  readonly admin: Client;
  readonly manager: Client;
  readonly developer: Client;
  readonly auditor: Client;
}

export async function logInAll(url: string): Promise<People> {
  const as = async (login: string) => await api(url).login(login, 'popug');
  const [admin, manager, developer, auditor] = await Promise.all(['admin', 'manager', 'developer', 'auditor'].map(as));
  return { admin, manager, developer, auditor } as People;
}

/** A developer's own client, by id: the seed gives everybody the same password. */
export async function logInAs(url: string, admin: Client, userId: string): Promise<Client> {
  // Right after a start the list of people may not show everybody yet.
  const login = await until(async () => (await admin.get<{ login?: string }>(`/api/users/${userId}`)).body.login, {
    ...{ what: `user ${userId} to be shown`, timeout: 60_000 },
  });
  return await api(url).login(login, 'popug');
}

/**
 * The header that makes a read wait for a write.
 *
 * @throws Error if none of the answers names a position: then nothing would be waited for
 */
export function after(...answers: Answer[]): Required<WithHeaders> {
  const positions = answers.flatMap(({ headers }) => headers.get('aviary-position') ?? []);
  if (positions.length === 0) throw new Error('None of these answers has an Aviary-Position; they wrote nothing.');
  return { headers: { 'aviary-position': positions.join(', ') } };
}

/** The header that makes a read wait for all that a service's log of `popug` holds by now, whoever wrote it. */
export async function upToNow(admin: Client, service: string): Promise<Record<string, string>> {
  interface Log {
    readonly service: string;
    readonly tenant: string;
    readonly epoch: number;
    readonly position: number;
  }
  const own = async (): Promise<Log | undefined> => {
    const { body } = await admin.get<{ sections: { logs: Log[] } }>('/api/ops/status');
    return body.sections.logs.find((log) => log.service === service && log.tenant === 'popug');
  };
  const { epoch, position } = await until(own, { what: `the status of the log of ${service}`, timeout: 60_000 });
  return { 'aviary-position': `${service}=${epoch}.${position}` };
}

/**
 * The first answer to a read that is not stale. A service waits five seconds for what the read is to see, and then
 * answers with what it has, and says so; a machine that is busy may need longer.
 */
export const fresh = async <Body = unknown>(
  client: Client,
  path: string,
  options: WithHeaders = {},
): Promise<Answer<Body>> =>
  await until(
    async () => {
      const answer = await client.get<Body>(path, options);
      return answer.headers.get('aviary-stale') === null && answer;
    },
    { what: `an answer to ${path} that is not stale`, timeout: 60_000 },
  );

/**
 * Closes the cycles through a day. That the ledger is behind, or another close at work, is a proper answer on a machine
 * that is busy: then it is tried again.
 *
 * @param options of each try anew
 */
export const close = async (
  client: Client,
  through: string,
  options: () => WithHeaders = () => ({}),
): Promise<Answer> =>
  await until(
    async () => {
      const answer = await client.post<{ code?: string }>('/api/accounting/cycles/close', { through }, options());
      return answer.status !== 503 && answer.body.code !== 'close-in-progress' && answer;
    },
    { what: `the close through ${through}`, timeout: 120_000 },
  );

/** Every item of a list, page by page; with a position among the headers, of answers that are not stale. */
export async function everything<Item>(
  client: Client,
  path: string,
  headers: Record<string, string> = {},
  limit = 200,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await fresh(client, `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${more}`, { headers });
    const page = body as { items: Item[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
