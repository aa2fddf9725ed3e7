import { expect, test } from '@jest/globals';
import { loggedPath } from './logged-path.js';

const id = '0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e60';

test.each([
  ['/api/tasks', '/api/tasks', '/api/tasks'],
  [`/api/users/${id}/erase`, '/api/users/:id/erase', `/api/users/${id}/erase`],
  ['/api/users/kesha/erase', '/api/users/:id/erase', '/api/users/*/erase'],
  ['/api/accounting/cycles/2026-03-01', '/api/accounting/cycles/:cycle', '/api/accounting/cycles/2026-03-01'],
  [
    `/internal/events/streams/user%3A${id}`,
    '/internal/events/streams/:stream',
    `/internal/events/streams/user%3A${id}`,
  ],
  ['/api/users/kesha', '/api/users/*', '/api/users/*'],
  [`/api/users/${id}/kesha`, '/api/users/*', `/api/users/${id}/*`],
  ['/kesha/', undefined, '/*/'],
  ['/api/users/%D0%9A%D0%B5%D1%88%D0%B0', '/api/users/:id', '/api/users/*'],
])('of %s, refused at route %s, the log has %s', (path, route, logged) => {
  expect(loggedPath(path, route, 404)).toBe(logged);
});

test('what the gateway has passed on, and was served, is told whole', () => {
  expect(loggedPath('/api/auth/login', '/api/auth/*', 200)).toBe('/api/auth/login');
});

test('a name that a service was asked for is not told, found or not', () => {
  expect(loggedPath('/internal/events/streams/user:kesha', '/internal/events/streams/:stream', 200)).toBe(
    '/internal/events/streams/*',
  );
});
