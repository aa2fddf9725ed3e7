import fs from 'node:fs';

const rotateAt = 10 * 1024 * 1024;

/** Opens a part's log for appending; one of over 10 MB is first put aside as `<name>.1`, in place of the one there. */
export function openLog(file: string): number {
  if (fs.existsSync(file) && fs.statSync(file).size > rotateAt) fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, 'a');
}

/** The last lines of a log that were written after it was `from` bytes long. */
export function tail(file: string, from: number, lines = 15): string {
  if (!fs.existsSync(file)) return '';
  const size = fs.statSync(file).size;
  const start = Math.max(from > size ? 0 : from, size - 64 * 1024);
  const buffer = Buffer.alloc(size - start);
  const fd = fs.openSync(file, 'r');
  try {
    fs.readSync(fd, buffer, 0, buffer.length, start);
  } finally {
    fs.closeSync(fd);
  }
  return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
