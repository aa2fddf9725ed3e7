import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { COMMANDS } from './commands.js';

test('every command has a file of its own, by its name, and every such file is a command', () => {
  const files = readdirSync(new URL('./cli', import.meta.url)).filter((file) => file.endsWith('.command.ts'));
  expect([...COMMANDS.keys()].sort()).toEqual(files.map((file) => file.replace('.command.ts', '')).sort());
});

test('a command is loaded by the name it has', async () => {
  expect((await COMMANDS.get('status')?.())?.name()).toBe('status');
});
