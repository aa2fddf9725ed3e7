import { afterAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openLog, tail } from './log-file.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-log-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('a log goes on, until it is over 10 MB: then it is put aside', () => {
  const file = path.join(folder, 'a.log');
  fs.writeFileSync(file, 'before\n');
  fs.closeSync(openLog(file));
  expect(fs.readFileSync(file, 'utf8')).toBe('before\n');
  fs.truncateSync(file, 10 * 1024 * 1024 + 1);
  fs.closeSync(openLog(file));
  expect(fs.statSync(file).size).toBe(0);
  expect(fs.statSync(`${file}.1`).size).toBe(10 * 1024 * 1024 + 1);
});

test('the tail of a run has its last lines and nothing of an earlier run', () => {
  const file = path.join(folder, 'b.log');
  fs.writeFileSync(file, 'earlier\n');
  const from = fs.statSync(file).size;
  fs.appendFileSync(file, 'one\ntwo\nthree\n');
  expect(tail(file, from)).toBe('one\ntwo\nthree');
  expect(tail(file, from, 2)).toBe('two\nthree');
  expect(tail(path.join(folder, 'none.log'), 0)).toBe('');
});
