import { unavailable } from '#libs/kernel';

/** Lets only so many pieces of work run at the same time, and so many wait. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly longestQueue: number,
  ) {}

  /** @throws DomainError `too-busy` (503) when the queue is full; the work has then not begun */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.places) await this.queue();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place goes straight to who waited longest, so that nobody overtakes.
      if (next) next();
      else this.running -= 1;
    }
  }

  private queue(): Promise<void> {
    if (this.waiting.length >= this.longestQueue)
      throw unavailable('too-busy', 'Too many people are logging in at this moment; try again shortly.');
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
