import { type Answer, api, type Client } from '#libs/testing';

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
  const { body } = await admin.get(`/api/users/${userId}`);
  return await api(url).login((body as { login: string }).login, 'popug');
}

/** The header that makes a read wait for a write. */
export const after = (...answers: Answer[]): { headers: Record<string, string> } => ({
  headers: { 'aviary-position': answers.flatMap(({ headers }) => headers.get('aviary-position') ?? []).join(', ') },
});

/** Every item of a list, page by page. */
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
    const { body } = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${more}`, { headers });
    const page = body as { items: Item[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
