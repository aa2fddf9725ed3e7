import { afterAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findJava, javaHomes } from './java.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-java-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A home that looks like a runtime of that version; `release` as the vendors write it. */
function runtime(version: string): string {
  const home = path.join(folder, `jdk-${version}`);
  fs.mkdirSync(path.join(home, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(home, 'bin/java'), '');
  fs.writeFileSync(
    path.join(home, 'release'),
    `IMPLEMENTOR="x"\nJAVA_RUNTIME_VERSION="1.2"\nJAVA_VERSION="${version}"\n`,
  );
  return home;
}

test('the first that is new enough is taken', () => {
  const [old, good, better] = [runtime('17.0.15'), runtime('21.0.2'), runtime('25')];
  expect(findJava([old, '/nowhere', good, better])).toEqual({
    java: path.join(good, 'bin/java'),
    home: good,
    version: 21,
  });
});

test('where all are too old, the newest is told', () => {
  const [eight, seventeen] = [runtime('1.8.0_392'), runtime('17.0.15')];
  expect(findJava([eight, seventeen])).toEqual({ tooOld: { home: seventeen, version: 17 } });
  expect(findJava([])).toEqual({ tooOld: undefined });
});

test('JAVA_HOME comes first, then what is on the PATH, through links', () => {
  const [mine, onPath] = [runtime('22'), runtime('23')];
  const link = path.join(folder, 'link');
  fs.mkdirSync(link);
  fs.symlinkSync(path.join(onPath, 'bin/java'), path.join(link, 'java'));
  const before = { ...process.env };
  try {
    process.env.JAVA_HOME = mine;
    process.env.PATH = link;
    expect(javaHomes().slice(0, 2)).toEqual([mine, fs.realpathSync(onPath)]);
  } finally {
    process.env.PATH = before.PATH;
    if (before.JAVA_HOME === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = before.JAVA_HOME;
  }
});
