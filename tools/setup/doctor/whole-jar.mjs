import fs from 'node:fs';

const endOfDirectory = Buffer.from('PK\u0005\u0006', 'latin1');

/** Its fixed part, and the longest comment that may follow. */
const tail = 22 + 0xffff;

/**
 * Whether a file is a zip archive to its end, as one that was cut off is not: its directory comes last. Nothing is unpacked.
 * @param {string} file
 */
export function isWholeJar(file) {
  const opened = fs.openSync(file, 'r');
  try {
    const { size } = fs.fstatSync(opened);
    const buffer = Buffer.alloc(Math.min(tail, size));
    fs.readSync(opened, buffer, 0, buffer.length, size - buffer.length);
    const at = buffer.lastIndexOf(endOfDirectory);
    if (at < 0 || at + 22 > buffer.length) return false;
    const [length, from] = [buffer.readUInt32LE(at + 12), buffer.readUInt32LE(at + 16)];
    // In front of the directory lies what it lists; 2^32 - 1 says that the sizes are elsewhere (zip64).
    return from === 0xffffffff || from + length <= size - buffer.length + at;
  } finally {
    fs.closeSync(opened);
  }
}
