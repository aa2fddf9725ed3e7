import { uuidv5 } from '#libs/kernel';

/** The password of every demo login; such logins exist in local mode only. */
export const DEMO_PASSWORD = 'popug';

export interface DemoPerson {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'manager' | 'developer' | 'auditor';
  readonly position: string;
  readonly department: string;
}

type Row = readonly [login: string, name: string, role: DemoPerson['role'], position: string, department: string];

const LOGINS: readonly Row[] = [
  ['admin', 'Rio Pionus', 'admin', 'Administrator', 'Operations'],
  ['manager', 'Vera Corella', 'manager', 'Manager', 'Delivery'],
  ['developer', 'Grisha Conure', 'developer', 'Developer', 'Platform'],
  ['auditor', 'Zoya Kakariki', 'auditor', 'Auditor', 'Finance'],
];

const DEVELOPERS: readonly Row[] = [
  ['aleks', 'Aleks Macaw', 'developer', 'Senior developer', 'Platform'],
  ['bela', 'Bela Lory', 'developer', 'Developer', 'Platform'],
  ['cyril', 'Cyril Amazon', 'developer', 'Developer', 'Platform'],
  ['dasha', 'Dasha Lovebird', 'developer', 'Senior developer', 'Delivery'],
  ['egor', 'Egor Cockatiel', 'developer', 'Developer', 'Delivery'],
  ['fima', 'Fima Rosella', 'developer', 'Developer', 'Delivery'],
  ['galya', 'Galya Parakeet', 'developer', 'Developer', 'Operations'],
  ['iosif', 'Iosif Kea', 'developer', 'Developer', 'Operations'],
  ['klara', 'Klara Galah', 'developer', 'Senior developer', 'Operations'],
  ['lev', 'Lev Eclectus', 'developer', 'Developer', 'Finance'],
  ['mila', 'Mila Quaker', 'developer', 'Developer', 'Finance'],
];

/** Addresses end in a domain that is reserved for examples (RFC 2606), so nobody is ever mailed. */
function person(tenant: string, [login, name, role, position, department]: Row): DemoPerson {
  const id = uuidv5(tenant, 'demo-person', login);
  return { id, login, name, email: `${login}@${tenant}.example`, role, position, department };
}

/** The four logins and the developers beside them. */
export function demoPeople(tenant: string): DemoPerson[] {
  return [...LOGINS, ...DEVELOPERS].map((row) => person(tenant, row));
}

/** The four logins of local mode, as the identities' service takes them. */
export function demoLogins(tenant: string) {
  return LOGINS.map((row) => asUser(person(tenant, row)));
}

/** A demo person as the identities' service takes users. */
export function asUser({ id, login, name, email, role }: DemoPerson) {
  return { id, login, name, email, password: DEMO_PASSWORD, roles: [role] };
}
