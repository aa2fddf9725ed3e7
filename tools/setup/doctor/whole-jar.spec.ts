import { afterAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isWholeJar } from './whole-jar.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-jar-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** An archive with one stored file, as its makers write it. */
function archive(comment = ''): Buffer {
  const name = Buffer.from('a.txt');
  const content = Buffer.from('hello');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(name.length, 28);
  const directory = Buffer.concat([entry, name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(30 + name.length + content.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, name, content, directory, end, Buffer.from(comment)]);
}

function isWhole(bytes: Buffer): boolean {
  const file = path.join(folder, 'a.jar');
  fs.writeFileSync(file, bytes);
  return isWholeJar(file);
}

test('an archive is whole, also with a comment at its end', () => {
  expect(isWhole(archive())).toBe(true);
  expect(isWhole(archive('made by hand'))).toBe(true);
});

test('one that was cut off, at either end, or is empty, is not', () => {
  const bytes = archive();
  for (let length = 0; length < bytes.length; length += 1) expect(isWhole(bytes.subarray(0, length))).toBe(false);
  expect(isWhole(bytes.subarray(40))).toBe(false);
});
