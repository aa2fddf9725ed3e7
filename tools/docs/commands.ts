import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { root } from '../setup/root.mjs';
import { steps } from '../test/steps.mjs';
import { type Page, typed } from './pages.js';

const folder = path.join(root, 'apps/aviary/src/cli');

/** The command line as it is: the commands of every `*.command.ts`. */
export async function commandLine(): Promise<Command> {
  const program = new Command('aviary').option('--version').option('--help');
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.command.ts'))) {
    const exported = (await import(path.join(folder, file))) as Record<string, () => Command>;
    for (const [name, make] of Object.entries(exported)) if (name.endsWith('Command')) program.addCommand(make());
  }
  return program;
}

/** Every command with its path, `cycle close`; those that only group others are left out. */
export const commandNames = (command: Command, before: readonly string[] = []): string[] =>
  command.commands.flatMap((child) => {
    const own = [...before, child.name()];
    return child.commands.length === 0 ? [own.join(' ')] : commandNames(child, own);
  });

/** What is wrong with the words after `aviary`; undefined for nothing. A `…` or `<…>` stands for anything. */
function misuse(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  for (const word of words) {
    if (word.startsWith('--')) {
      const name = word.replace(/=.*$/, '');
      if (name !== '--help' && !command.options.some(({ long }) => long === name)) return `no option ${name}`;
      continue;
    }
    if (/^[…<["'-]/.test(word)) return undefined;
    const child = command.commands.find((it) => it.name() === word);
    if (child) command = child;
    else if (command.commands.length > 0) return `no command ${word}`;
  }
  return undefined;
}

const wordsOf = (line: string): string[] =>
  (line.split(/ #| \| |[`;)]|&&/)[0] as string).replace(/\\$/, '').trim().split(/\s+/).slice(1);

/** `npx aviary …`, wherever it stands; and `aviary …`, where a command of ours follows: it is a label of a key as well. */
function useOf(line: string, program: Command): string | undefined {
  const typedOut = /(?:npx |node bin\/)(aviary(?:\.mjs)? .*)$/.exec(line)?.[1];
  const bare = /^(?:\$ )?aviary ([a-z-]+)/.exec(line)?.[1];
  return typedOut ?? (program.commands.some((command) => command.name() === bare) ? line.replace('$ ', '') : undefined);
}

/** Uses of the command line in a page that it would refuse. */
export function misusedCommands(page: Page, program: Command): string[] {
  return typed(page).flatMap((line) => {
    const use = useOf(line, program);
    const problem = use && misuse(program, wordsOf(use));
    return problem ? [`${page.file} says "${line.trim()}", and there is ${problem}`] : [];
  });
}

/** Scripts of npm, checks of `npm test` and options of `npm start` that a page names and that are not there. */
export function misusedScripts(page: Page, program: Command): string[] {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
  const up = program.commands.find((command) => command.name() === 'up');
  return typed(page).flatMap((line) => {
    const script = /\bnpm run (?:--silent )?([\w:-]+)/.exec(line)?.[1];
    const checks = /\bnpm test -- ([a-z ]+)/.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
    const options = /\bnpm start -- (--.*)/.exec(line)?.[1]?.match(/--[a-z-]+/g) ?? [];
    return [
      ...(script && !Object.hasOwn(scripts, script) ? [`no script ${script}`] : []),
      ...checks.filter((name) => !steps.some((step) => step.name === name)).map((name) => `no check ${name}`),
      ...options.filter((name) => !up?.options.some(({ long }) => long === name)).map((name) => `no option ${name}`),
    ].map((problem) => `${page.file} says "${line.trim()}", and there is ${problem}`);
  });
}
