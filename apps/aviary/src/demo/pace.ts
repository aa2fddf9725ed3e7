import { createInterface } from 'node:readline';

/** Somebody has had enough; the exit code tells a shell how. */
export class LeftError extends Error {
  constructor(readonly exitCode: number) {
    super('left');
    this.name = 'LeftError';
  }
}

/** What the story waits for between two steps. */
export type Pace = () => Promise<void>;

/** Straight through, for whoever has no keyboard or no time. */
export const withoutPause: Pace = async () => undefined;

/** An early end is not "every step came out as told". */
const LEFT_EARLY = 1;

/**
 * Waits for Enter; `q`, or the end of the input, leaves.
 *
 * @throws LeftError
 */
export function byKeyboard(input: NodeJS.ReadableStream, prompt: (text: string) => void): Pace {
  return async () => {
    prompt('Enter goes on, q leaves: ');
    // Without `terminal`, so that Ctrl-C stays what it is: a signal to the process.
    const lines = createInterface({ input, terminal: false });
    try {
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => reject(new LeftError(LEFT_EARLY));
        lines.once('close', leave);
        lines.once('line', (line) => (/^\s*q(uit)?\s*$/i.test(line) ? leave() : resolve()));
      });
      prompt('\n');
    } finally {
      lines.close();
    }
  };
}
