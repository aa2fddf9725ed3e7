import { expect, test } from '@jest/globals';
import { lacking } from './parts.mjs';

const java = { java: '/jdk/bin/java', home: '/jdk', version: 25 };

test.each([
  { fetched: true, maven: true },
  { fetched: true, maven: false },
  { fetched: false, maven: true },
])('with Java, nothing is lacking: %j', (have) => expect(lacking(java, have)).toBeUndefined());

test('a machine without Maven is told to install it, as long as something is to be fetched', () => {
  expect(lacking(java, { fetched: false, maven: false })).toMatch(/^no Maven \(mvn\).* `apt-get install maven`/);
});

test('a machine without Java, or with one that is too old, is told which to install', () => {
  const have = { fetched: true, maven: true };
  expect(lacking({ tooOld: undefined }, have)).toMatch(/^no Java runtime 21 or newer; .*openjdk-21/);
  expect(lacking({ tooOld: { home: '/jdk17', version: 17 } }, have)).toContain('21 or newer (/jdk17 is 17); install');
});
