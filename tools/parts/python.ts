import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { onPath } from '../setup/java.mjs';
import { withLock } from '../setup/lock.mjs';
import { aviary } from '../setup/root.mjs';

/** Readers of Kafka and Avro that are not ours, to prove that anybody's tools read our topics. */
const packages = ['fastavro==1.13.1', 'confluent-kafka==2.16.1'];

const run = promisify(execFile);

/**
 * A Python with fastavro and confluent-kafka, in an environment of its own that is made once. Where there is no python3, or
 * the packages cannot be had, the answer says why in a sentence; it never throws for that.
 */
export async function python(): Promise<{ executable: string } | { missing: string }> {
  const folder = path.join(aviary, 'python');
  const executable = path.join(folder, 'bin/python');
  const stamp = path.join(folder, 'packages.txt');
  const isReady = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === packages.join('\n');
  if (isReady()) return { executable };
  if (!onPath('python3')) return { missing: 'there is no python3 on the PATH' };
  try {
    await withLock(
      path.join(aviary, 'python.lock'),
      () => undefined,
      async () => {
        if (isReady()) return;
        fs.rmSync(folder, { recursive: true, force: true });
        await run('python3', ['-m', 'venv', folder]);
        await run(executable, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...packages]);
        fs.writeFileSync(stamp, packages.join('\n'));
      },
    );
    return { executable };
  } catch (error) {
    const told = (error as { stderr?: string }).stderr?.trimEnd().split('\n').at(-1) ?? String(error);
    return { missing: `a Python environment with ${packages.join(' and ')} cannot be made: ${told}` };
  }
}
