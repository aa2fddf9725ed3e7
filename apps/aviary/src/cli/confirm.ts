import { createInterface } from 'node:readline';

/** The terminal, or what stands for it. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks before what cannot be undone. The question goes to standard error: standard output is for results.
 *
 * @param word what has to be typed to go on
 * @returns false for anything else, also for the end of the input
 */
export async function confirmed(
  question: string,
  word: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  const lines = createInterface({ input, output });
  lines.setPrompt(`${question}\nType "${word}" to go on: `);
  lines.prompt();
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  return answer.trim() === word;
}
