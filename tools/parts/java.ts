import path from 'node:path';

/**
 * Options for a server of the size of one machine's: a bounded heap, the small collector, and the quick compiler alone, since
 * the time to start matters more than the last third of its speed. At its first orderly end the runtime leaves an archive of
 * the classes it had loaded beside the part, which saves a third of the next start; one that does not fit (another Java, a
 * half written file) it replaces by itself.
 *
 * @param archive one for each program of the part
 */
export function jvm(heap: string, partFolder: string, home: string, archive = 'classes'): string[] {
  return [
    `-Xmx${heap}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:+AutoCreateSharedArchive',
    `-XX:SharedArchiveFile=${path.join(partFolder, `${archive}.jsa`)}`,
    `-Daviary.home=${home}`,
  ];
}
