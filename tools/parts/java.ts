import path from 'node:path';

/**
 * Options for a server of the size of one machine's: a bounded heap and the small collector. At its first orderly end the
 * runtime leaves an archive of the classes it had loaded beside the part, which saves a third of the next start; one that
 * does not fit (another Java, a half written file) it replaces by itself.
 */
export function jvm(heap: string, partFolder: string, home: string): string[] {
  return [
    `-Xmx${heap}`,
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:+AutoCreateSharedArchive',
    `-XX:SharedArchiveFile=${path.join(partFolder, 'classes.jsa')}`,
    `-Daviary.home=${home}`,
  ];
}
