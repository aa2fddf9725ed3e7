import { uuidv5 } from '#libs/kernel';

/** The password of everybody in the demo company; such logins exist in local mode only. */
export const DEMO_PASSWORD = 'popug';

/** Working hours that a task takes, on average. */
export type Pace = 3 | 7 | 14;

export interface DemoPerson {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'manager' | 'developer' | 'auditor';
  readonly position: string;
  readonly department: string;
  readonly pace: Pace;
  /** How many days before the day of the seed they came and, if they did, left. */
  readonly hiredAgo: number;
  readonly leftAgo?: number;
  /** What they became, and how many days ago. */
  readonly promoted?: { readonly to: string; readonly ago: number };
}

type Row = readonly [
  ...who: [login: string, name: string, role: DemoPerson['role'], position: string, department: string],
  hiredAgo: number,
  more?: Pick<Partial<DemoPerson>, 'pace' | 'leftAgo' | 'promoted'>,
];

const LOGINS: readonly Row[] = [
  ['admin', 'Rio Pionus', 'admin', 'Administrator', 'Operations', 1_310],
  ['manager', 'Vera Corella', 'manager', 'Head of delivery', 'Delivery', 1_220],
  ['developer', 'Grisha Conure', 'developer', 'Developer', 'Platform', 420],
  ['auditor', 'Zoya Kakariki', 'auditor', 'Auditor', 'Finance', 800],
];

const COLLEAGUES: readonly Row[] = [
  ['olga', 'Olga Hyacinth', 'manager', 'Head of platform', 'Platform', 1_290],
  ['pavel', 'Pavel Alexandrine', 'manager', 'Head of operations', 'Operations', 1_150],
  ['sonya', 'Sonya Caique', 'auditor', 'Head of finance', 'Finance', 1_060],
  ['aleks', 'Aleks Macaw', 'developer', 'Senior developer', 'Platform', 1_180, { pace: 3 }],
  ['bela', 'Bela Lory', 'developer', 'Developer', 'Platform', 640, { promoted: { to: 'Senior developer', ago: 20 } }],
  ['cyril', 'Cyril Amazon', 'developer', 'Developer', 'Platform', 510, { pace: 14 }],
  ['nina', 'Nina Budgerigar', 'developer', 'Tester', 'Platform', 370, { pace: 3 }],
  ['tema', 'Tema Lorikeet', 'developer', 'Developer', 'Platform', 250],
  ['dasha', 'Dasha Lovebird', 'developer', 'Senior developer', 'Delivery', 990, { pace: 3 }],
  ['egor', 'Egor Cockatiel', 'developer', 'Developer', 'Delivery', 720],
  ['fima', 'Fima Rosella', 'developer', 'Developer', 'Delivery', 560, { pace: 14, leftAgo: 33 }],
  ['roma', 'Roma Cockatoo', 'developer', 'Designer', 'Delivery', 330],
  ['uma', 'Uma Parrotlet', 'developer', 'Developer', 'Delivery', 45],
  ['klara', 'Klara Galah', 'developer', 'Senior developer', 'Operations', 1_010, { pace: 3 }],
  ['galya', 'Galya Parakeet', 'developer', 'Developer', 'Operations', 680],
  ['iosif', 'Iosif Kea', 'developer', 'Developer', 'Operations', 450, { pace: 14 }],
  ['hanna', 'Hanna Kakapo', 'developer', 'Engineer on call', 'Operations', 290],
  ['yasha', 'Yasha Senegal', 'developer', 'Developer', 'Operations', 210, { pace: 14 }],
  ['lev', 'Lev Eclectus', 'developer', 'Analyst', 'Finance', 870],
  ['mila', 'Mila Quaker', 'developer', 'Analyst', 'Finance', 540],
  ['zhenya', 'Zhenya Jardine', 'developer', 'Developer', 'Finance', 160, { pace: 3 }],
];

/** Addresses end in a domain that is reserved for examples (RFC 2606), so nobody is ever mailed. */
function person(tenant: string, [login, name, role, position, department, hiredAgo, more = {}]: Row): DemoPerson {
  const id = uuidv5(tenant, 'demo-person', login);
  const email = `${login}@${tenant}.example`;
  return { id, login, name, email, role, position, department, hiredAgo, pace: 7, ...more };
}

/** The four logins and everybody beside them. */
export function demoPeople(tenant: string): DemoPerson[] {
  return [...LOGINS, ...COLLEAGUES].map((row) => person(tenant, row));
}

/** The four logins of local mode, as the identities' service takes them. */
export function demoLogins(tenant: string) {
  return LOGINS.map((row) => asUser(person(tenant, row)));
}

/** A demo person as the identities' service takes users. */
export function asUser({ id, login, name, email, role }: DemoPerson) {
  return { id, login, name, email, password: DEMO_PASSWORD, roles: [role] };
}
