import { fork } from 'node:child_process';
import path from 'node:path';
import { root } from '../../setup/root.mjs';
import { type Contender, type Load } from './types.js';
import { type Place, type Stretch, type Workshop } from './workshop.js';

/** What another process is told: where it is, or that something is to be done. */
export type Order =
  | { readonly open: Place }
  | { readonly call: 'measure' | 'check' | 'finalCheck' | 'close'; readonly load?: Load };

/** What it says: what is going on, or how the one thing has ended that it was told to do. */
export type Word =
  | { readonly log: string }
  | { readonly progress: Stretch }
  | { readonly done: number; readonly peakBytes: number }
  | { readonly failed: string };

const MAIN = path.join(root, 'dist/tools/bench/harness/apart.main.js');

/** Told in which process: for whoever measures it from outside. */
const PROFILE = process.env['AVIARY_BENCH_NODE_OPTIONS']?.split(' ') ?? [];

/**
 * A contender in a process of its own, from what is compiled: so its memory is its own, its event loop too, and all of them
 * begin alike.
 *
 * @param file `<bench>/<name>.apart.ts` without its ending, which exports `open`: a contender of a place
 */
export async function openApart(file: string, workshop: Workshop): Promise<Contender> {
  const child = fork(MAIN, [file], { execArgv: [...PROFILE], stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code, signal) => reject(new Error(`The process of ${file} has ended: ${signal ?? code}.`))),
  );
  ended.catch(() => undefined);
  let peak = 0;
  async function tell(order: Order): Promise<number> {
    const told = new Promise<number>((resolve, reject) => {
      child.on('message', function listen(word: Word) {
        if ('log' in word) return workshop.log(word.log);
        if ('progress' in word) return workshop.progress(word.progress);
        child.off('message', listen);
        if ('failed' in word) return reject(new Error(word.failed));
        peak = Math.max(peak, word.peakBytes);
        resolve(word.done);
      });
    });
    child.send(order);
    return await Promise.race([told, ended]);
  }
  const { server, kafka, registry, master, events } = workshop;
  await tell({ open: { server, kafka, registry, master, events } });
  return {
    measure: (load) => tell({ call: 'measure', load }),
    check: async () => void (await tell({ call: 'check' })),
    finalCheck: async () => void (await tell({ call: 'finalCheck' })),
    peakBytes: () => peak,
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await tell({ call: 'close' });
      child.disconnect();
      await gone;
    },
  };
}
