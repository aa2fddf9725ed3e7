import { constants } from 'node:os';
import { Command } from 'commander';
import { DemoAviary } from '../demo/demo-aviary.js';
import { Narrator } from '../demo/narrator.js';
import { NotAsToldError } from '../demo/not-as-told.js';
import { byKeyboard, LeftError, type Pace, withoutPause } from '../demo/pace.js';
import { playDemo } from '../demo/play-demo.js';
import { paintFor } from '../demo/text.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `aviary demo`: exit code 0 when every step came out as told, 1 when not or when left early, 128 + n upon signal n. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('a guided tour, on an Aviary of its own')
    .description(
      'A guided tour: create a task, follow the money, lose the broker, close the day. It runs on an Aviary of its own, on ' +
        'free ports, which is removed in the end; one that runs already is not touched.',
    )
    .option('--no-pause', 'do not wait for Enter between the steps; without a terminal it never waits')
    .action(demo);
}

async function demo({ pause }: { pause: boolean }): Promise<void> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const aviary = new DemoAviary();
  const narrator = new Narrator(write, paintFor(process.stdout.isTTY, process.env));
  const pace: Pace = pause && terminal ? byKeyboard(process.stdin, write) : withoutPause;
  const leaving = leavingOnSignal();
  const story = playDemo(aviary, narrator, pace);
  try {
    await Promise.race([story, leaving.left]);
  } catch (error) {
    if (error instanceof NotAsToldError) narrator.failed(error.message);
    else if (!(error instanceof LeftError)) throw error;
    process.exitCode = error instanceof LeftError ? error.exitCode : 1;
  } finally {
    narrator.hush();
    // What the story still waits for has no one to hear of it.
    story.catch(() => undefined);
    process.stderr.write('The Aviary of the tour is stopped and removed …\n');
    await aviary.end();
    leaving.forget();
    // The story may still wait for Enter, which would keep this process.
    process.stdin.pause();
  }
}

const write = (text: string): void => void process.stdout.write(text);

/** Rejects upon a signal, or when nobody reads any more; until forgotten, signals do nothing else. */
function leavingOnSignal(): { left: Promise<never>; forget: () => void } {
  let leave = (_exitCode: number): void => undefined;
  const left = new Promise<never>((_, reject) => (leave = (exitCode) => reject(new LeftError(exitCode))));
  const handlers = SIGNALS.map((signal) => ({ signal, handle: () => leave(128 + constants.signals[signal]) }));
  for (const { signal, handle } of handlers) process.on(signal, handle);
  // A terminal that is closed takes all of them with it.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => leave(1));
  return { left, forget: () => handlers.forEach(({ signal, handle }) => process.removeListener(signal, handle)) };
}
