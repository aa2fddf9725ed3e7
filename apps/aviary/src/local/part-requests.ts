import { type PartName, type RunningParts } from '#tools/parts';

interface PartRequest {
  readonly part: PartName;
  readonly wanted: 'stop' | 'start';
}

const PARTS = new Set<unknown>(['postgres', 'kafka', 'registry']);

/**
 * Lets whoever has forked this process stop and start parts, to see how the services do without them. Answers
 * `{ done: true }` or `{ error }`.
 */
export function answerPartRequests(parts: RunningParts): void {
  if (!process.send) return;
  const answer = (message: object): void => void process.send?.(message);
  process.on('message', (message) => {
    const { part, wanted } = message as PartRequest;
    if (!PARTS.has(part)) return;
    const work = wanted === 'stop' ? parts.stopPart(part) : parts.startPart(part);
    work.then(
      () => answer({ done: true }),
      (error: unknown) => answer({ error: String(error) }),
    );
  });
}
