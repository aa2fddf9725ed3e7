import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup/root.mjs';

/** A hand-written file: its path from the root, with `/`, and its text. */
export interface Source {
  file: string;
  text: string;
}

const rooms = ['apps', 'bin', 'libs', 'schemas', 'test', 'tools'];
const readable = /\.(ts|tsx|mjs|cjs|sql|css|html)$/;
const generated = /(^|\/)generated\//;

/** All hand-written sources of the clone. */
export function handWritten(): Source[] {
  return rooms
    .filter((room) => fs.existsSync(path.join(root, room)))
    .flatMap((room) => fs.readdirSync(path.join(root, room), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => readable.test(file) && !generated.test(file) && !file.includes('node_modules/'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(root, file), 'utf8') }));
}

const isTest = (file: string) => /\.(spec|story)\.ts$/.test(file);

/** Nothing is longer than a person reads at one sitting. */
export function tooLong({ file, text }: Source): string[] {
  const most = isTest(file) ? 500 : 300;
  const lines = text.trimEnd().split('\n').length;
  return lines > most ? [`${file} has ${lines} lines, and ${most} are allowed`] : [];
}

const impurities: [RegExp, string][] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/(?<!new )\bDate\(\s*\)/, 'Date()'],
  [/\bperformance\b/, 'performance'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\bcrypto\b/, 'crypto'],
  [/\buuidv7\b/, 'uuidv7'],
  [/\bprocess\b\./, 'process'],
  [/\bglobalThis\b/, 'globalThis'],
  [/\b(setTimeout|setInterval|setImmediate|fetch)\s*\(/, 'a timer or the network'],
  [/\b(async|await)\b/, 'async'],
];

/** What is true does not depend on when, where or how often it is asked: clock, chance and ids come in with the command. */
export function impure({ file, text }: Source): string[] {
  if (!/^apps\/[^/]+\/src\/domain\//.test(file) || isTest(file)) return [];
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return impurities.filter(([pattern]) => pattern.test(code)).map(([, name]) => `${file} is domain and uses ${name}`);
}

/** No door inside an app, and one for each lib. */
export function doors(files: string[]): string[] {
  const misplaced = files
    .filter((file) => /^(apps|libs)\/.*\/index\.ts$/.test(file) && !/^libs\/[^/]+\/src\/index\.ts$/.test(file))
    .map((file) => `${file}: only libs/<lib>/src/index.ts is a door`);
  const libs = new Set(files.flatMap((file) => /^libs\/[^/]+/.exec(file)?.[0] ?? []));
  const doorless = [...libs].filter((lib) => !files.includes(`${lib}/src/index.ts`)).map((lib) => `${lib} has no door`);
  return [...misplaced, ...doorless];
}

const knownRooms = ['domain', 'application', 'http', 'messaging', 'projections', 'persistence'];

/** A service has the rooms that every service has, or fewer; apps/aviary, which is none, has its own. */
export function strangeRooms(files: string[]): string[] {
  const rooms = files.flatMap(
    (file) => /^(apps\/(?!aviary\/)[^/]+\/src)\/([^/]+)\//.exec(file)?.slice(1, 3).join('/') ?? [],
  );
  return [...new Set(rooms)].filter(
    (folder) => !knownRooms.includes(path.basename(folder)) && !folder.endsWith('/fixtures'),
  );
}

/** Every fold has its spec beside it. */
export function foldsWithoutSpec(files: string[]): string[] {
  return files
    .filter((file) => file.endsWith('.projection.ts'))
    .filter((file) => !files.some((other) => other.endsWith('.spec.ts') && path.dirname(other) === path.dirname(file)));
}
