import { expect, test } from '@jest/globals';
import { Narrator } from './narrator.js';
import { PLAIN } from './text.js';

function told(tell: (narrator: Narrator) => void): string {
  let text = '';
  tell(new Narrator((more) => (text += more), PLAIN));
  return text;
}

test('a request is a line to type, and its answer what came back', () => {
  const text = told((narrator) => {
    narrator.request({ method: 'GET', path: '/api/tasks/$task', as: 'manager' });
    narrator.answer({ status: 200, position: 'tasks=1.2', stale: true, body: { id: 7 } });
  });
  expect(text).toBe(
    '  $ curl $url/api/tasks/$task -H "authorization: Bearer $manager"\n' +
      '  200  aviary-position: tasks=1.2  aviary-stale: true\n  {"id":7}\n\n',
  );
});

test('what came out as told is said below an ok; a long sentence goes on beneath itself', () => {
  const lines = told((narrator) => narrator.asTold('word '.repeat(20).trim())).split('\n');
  expect(lines[0]).toBe(`  ok  ${'word '.repeat(15).trim().slice(0, 74)}`);
  expect(lines[1]).toMatch(/^ {6}word/);
});

test('of commands only their first lines have a prompt', () =>
  expect(told((narrator) => narrator.shell('a=1\nb \\\n    c'))).toBe('  $ a=1\n  $ b \\\n      c\n\n'));

test('who has left hears nothing any more', () => {
  const text = told((narrator) => {
    narrator.hush();
    narrator.heading('A');
    narrator.say('b');
    narrator.line('c');
    narrator.gap();
    narrator.asTold('d');
    narrator.request({ method: 'GET', path: '/', as: 'admin' });
  });
  expect(text).toBe('');
});
