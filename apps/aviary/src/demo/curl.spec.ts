import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { curlLine, shellPreface } from './curl.js';

/** What curl would be given if somebody typed these lines. */
function argumentsIn(shell: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\nurl=http://x manager=M\n${shell}`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

test('a command can be repeated as it is shown, whatever its body holds', () => {
  const body = { title: `Don't "$ask" \\ me` };
  const line = curlLine({ method: 'POST', path: '/api/tasks', as: 'manager', body });
  expect(argumentsIn(line)).toEqual([
    ...['http://x/api/tasks', '-H', 'authorization: Bearer M', '-H', 'content-type: application/json'],
    ...['-d', JSON.stringify(body)],
  ]);
});

test('so can a read with a query, a position and a variable', () => {
  const line = curlLine({ method: 'GET', path: '/api/$a?limit=1&x=y', as: 'manager', after: 'tasks=1.2' });
  expect(argumentsIn(`a=things\n${line}`)).toEqual([
    ...['http://x/api/things?limit=1&x=y', '-H', 'authorization: Bearer M', '-H', 'aviary-position: tasks=1.2'],
  ]);
});

test('a command without a body says that it is a POST; long lines are folded', () => {
  const line = curlLine({ method: 'POST', path: `/api/tasks/${'x'.repeat(40)}/complete`, as: 'developer' });
  expect(argumentsIn(`developer=D\n${line}`).slice(1, 3)).toEqual(['-X', 'POST']);
  for (const part of line.split('\n')) expect(part.length).toBeLessThanOrEqual(76);
});

test('the preface makes the variables that the requests use', () => {
  const preface = shellPreface({ url: 'http://x', home: "/it's here", logins: ['manager', 'admin'], password: 'p' });
  const answer = `curl() { printf '{"expiresIn":900,"accessToken":"of %s","z":1}' "$(echo "$6" | tr -d '"{}')"; }`;
  const { stdout } = spawnSync('sh', ['-c', `${answer}\n${preface}\necho "$url|$home|$manager|$admin"`], {
    encoding: 'utf8',
  });
  expect(stdout).toBe("http://x|/it's here|of login:manager,password:p|of login:admin,password:p\n");
});
