import { describe, expect, test } from '@jest/globals';
import { SERVICES } from '#libs/platform';
import { textOf } from './compose.js';
import { defaultOf, secretNames, settingNames } from './settings.js';

/** Said in words: those of the services' addresses, and those that others have defined. */
const inWords = (name: string): boolean =>
  name.startsWith('OTEL_') || SERVICES.some((service) => name === `AVIARY_${service.toUpperCase()}_URL`);

const table = [...textOf('docs/deploying.md').matchAll(/^\| `([A-Z_]+)` +\| (?:`(.*?)`)? *\| (.+?) *\|$/gm)].map(
  ([, name = '', fallback]) => ({ name, fallback }),
);

describe('the table of settings in docs/deploying.md', () => {
  test('has every variable that is read, once, and no other', () => {
    const wanted = settingNames().filter((name) => !inWords(name));
    expect(table.map(({ name }) => name).sort()).toEqual(wanted.sort());
  });

  test('tells what each is when it is not set', () => {
    expect(table).toEqual(table.map(({ name }) => ({ name, fallback: defaultOf(name) })));
  });
});

test('what holds a secret is named so, and has no default', () => {
  const named = settingNames().filter((name) => /(SECRETS?|PASSWORD)$/.test(name));
  expect([...secretNames].sort()).toEqual(named.sort());
  for (const name of secretNames) expect(defaultOf(name)).toBeUndefined();
});
