/** Which service answers below a path. The longest prefix that fits decides. */
export interface Route {
  readonly prefix: string;
  readonly service: string;
}

/** What is reachable from outside, and nothing else: `/internal` of the services is not. */
export const ROUTES: readonly Route[] = [
  { prefix: '/api/auth', service: 'auth' },
  { prefix: '/api/users', service: 'auth' },
  { prefix: '/.well-known/jwks.json', service: 'auth' },
  { prefix: '/api/employees', service: 'employees' },
  { prefix: '/api/departments', service: 'employees' },
  { prefix: '/api/positions', service: 'employees' },
  { prefix: '/api/tasks', service: 'tasks' },
  { prefix: '/api/projects', service: 'tasks' },
  { prefix: '/api/accounting', service: 'accounting' },
  { prefix: '/api/analytics', service: 'analytics' },
  { prefix: '/api/notifier', service: 'notifier' },
  { prefix: '/mailbox', service: 'notifier' },
  { prefix: '/api/tenants', service: 'tenants' },
  { prefix: '/api/ops', service: 'keeper' },
];

/** Where bodies are read as they come, however long; everywhere else they are taken whole. */
export const STREAMED = { path: '/api/tasks/imports', type: 'text/csv', service: 'tasks' } as const;

/** What may be asked without a token; the service itself decides in the end. */
const OPEN = [
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/.well-known/jwks.json',
  '/api/notifier/mailbox',
  '/mailbox',
];

/** The same, but nothing below it. */
const OPEN_ALONE = '/api/tenants/current';

/** Whether the path is the prefix or lies below it. */
const below = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/** Whether a request for the path needs a token before it is passed on. */
export const needsToken = (path: string): boolean => path !== OPEN_ALONE && !OPEN.some((open) => below(path, open));
