import { Command } from 'commander';
import { isUuid } from '#libs/kernel';
import { ProblemError } from '../local/client.js';
import { confirmed } from './confirm.js';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print, table } from './output.js';
import { type ServiceClient, serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

interface User {
  readonly id: string;
  readonly login: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly erased: boolean;
  readonly roles: readonly string[];
  readonly active: boolean;
}

interface Page {
  readonly items: readonly User[];
  readonly nextCursor: string | null;
}

const WHO = 'the id of a person, or the login of a user';

/** `aviary users …`: who there is, and forgetting somebody for good. */
export function usersCommand(): Command {
  return new Command('users')
    .description('the people who can log in')
    .addCommand(common(new Command('list')).description('all of them').action(list))
    .addCommand(common(new Command('show')).description('one of them').argument('<who>', WHO).action(show))
    .addCommand(
      common(new Command('erase'))
        .description('forget, everywhere and for good, who a person was; what they did stays, without a name')
        .argument('<who>', WHO)
        .option('-y, --yes', 'do not ask; needed where there is no terminal to ask on')
        .action(erase),
    );
}

const common = (command: Command): Command =>
  command.addOption(tenantOption()).addOption(homeOption()).addOption(jsonOption());

const clientOf = ({ home, tenant }: Options): Promise<ServiceClient> =>
  serviceClient(home, tenant, ['people.can_view', 'people.can_change']);

async function list(options: Options): Promise<void> {
  const client = await clientOf(options);
  const items: User[] = [];
  let cursor = '';
  for (;;) {
    const page = await client<Page>('auth', `/api/users?limit=200${cursor}`);
    items.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  print({ items }, options, () => userTable(items));
}

async function show(who: string, options: Options): Promise<void> {
  const client = await clientOf(options);
  const user = await find(client, who);
  if (!user) throw nobody(who);
  print(user, options, (one) => userTable([one]));
}

async function erase(who: string, options: Options, command: Command): Promise<void> {
  // Before anything is looked up: without an answer to the question nothing can follow.
  if (!options.yes && !process.stdin.isTTY)
    command.error('error: there is no terminal to ask on; add --yes to erase without being asked');
  const client = await clientOf(options);
  const user = await find(client, who);
  // Who is an employee and no user has an id, which the service knows by the key of their data.
  if (!user && !isUuid(who)) throw nobody(who);
  const before = user?.erased ?? false;
  if (!before && !options.yes && !(await confirmed(question(who, user, options.tenant), 'erase')))
    throw new Error('Nothing was erased.');
  // Also for somebody who was erased before: an erasure that was cut short is completed.
  const { id } = await client<{ id: string }>('auth', `/api/users/${user?.id ?? who}/erase`, { method: 'POST' });
  print({ id, erased: true, before }, options, () =>
    before ? `${id} was erased before.` : `Erased ${id}: nothing tells any more who this was.`,
  );
}

function question(who: string, user: User | undefined, tenant: string): string {
  const person = user ? `${user.name} (login ${user.login}, ${user.id})` : who;
  return `This forgets ${person} of ${tenant} for good; nobody can undo it, and no backup brings it back.`;
}

async function find(client: ServiceClient, who: string): Promise<User | undefined> {
  if (!isUuid(who)) return (await client<Page>('auth', `/api/users?login=${encodeURIComponent(who)}`)).items[0];
  try {
    return await client<User>('auth', `/api/users/${who}`);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'user-not-found') return undefined;
    throw error;
  }
}

const nobody = (who: string): Error =>
  new Error(
    isUuid(who)
      ? `There is no user with the id ${who}; "aviary users list" shows all.`
      : `Nobody logs in as "${who}"; "aviary users list" shows all. Who was erased has no login: give the id.`,
  );

function userTable(users: readonly User[]): string {
  return table(
    ['ID', 'LOGIN', 'NAME', 'E-MAIL', 'ROLES', 'ACTIVE'],
    users.map(({ id, login, name, email, roles, active }) => [id, login, name, email, roles.join(','), active]),
  );
}
