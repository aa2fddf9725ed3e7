import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The schema registry is compiled for 21; Kafka would do with 17. */
export const oldestJava = 21;

/**
 * Homes of Java runtimes on this machine, if they are there, in the order in which they are to be preferred.
 * @returns {string[]}
 */
export function javaHomes() {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'java'))
    .filter((file) => fs.existsSync(file))
    .map((file) => path.resolve(fs.realpathSync(file), '../..'));
  return [
    ...(process.env.JAVA_HOME ? [process.env.JAVA_HOME] : []),
    ...onPath,
    ...inside('/usr/lib/jvm'),
    ...inside('/Library/Java/JavaVirtualMachines', 'Contents/Home'),
    ...inside(path.join(os.homedir(), 'Library/Java/JavaVirtualMachines'), 'Contents/Home'),
    ...inside('/opt/homebrew/opt', 'libexec/openjdk.jdk/Contents/Home', /^openjdk/),
    ...inside('/usr/local/opt', 'libexec/openjdk.jdk/Contents/Home', /^openjdk/),
    ...inside('/opt/java'),
    ...inside(path.join(os.homedir(), '.sdkman/candidates/java')),
    ...inside(path.join(os.homedir(), '.jdks')),
  ];
}

/**
 * @param {string} folder
 * @param {string} below
 * @param {RegExp} name
 * @returns {string[]}
 */
function inside(folder, below = '.', name = /./) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((entry) => name.test(entry))
    .sort()
    .reverse()
    .map((entry) => path.join(folder, entry, below));
}

/**
 * The major version of the runtime in `home`, from its `release` file (no process is started); undefined if it is none.
 * @param {string} home
 * @returns {number | undefined}
 */
function versionOf(home) {
  try {
    if (!fs.existsSync(path.join(home, 'bin/java'))) return undefined;
    const release = fs.readFileSync(path.join(home, 'release'), 'utf8');
    const version = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(release)?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}

/**
 * The first Java runtime that is new enough: JAVA_HOME, then PATH, then the usual places of Linux and macOS.
 * If there is none, `tooOld` tells the newest that was found.
 * @param {string[]} homes
 * @returns {{ java: string, home: string, version: number } | { tooOld: { home: string, version: number } | undefined }}
 */
export function findJava(homes = javaHomes()) {
  /** @type {{ home: string, version: number } | undefined} */
  let tooOld;
  for (const home of homes) {
    const version = versionOf(home);
    if (version === undefined) continue;
    if (version >= oldestJava) return { java: path.join(home, 'bin/java'), home, version };
    if (!tooOld || version > tooOld.version) tooOld = { home, version };
  }
  return { tooOld };
}

/**
 * The program `name` on the PATH, absolute; undefined if it is not there.
 * @param {string} name
 * @returns {string | undefined}
 */
export function onPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
