/** So many pieces of long work go on at once; the others wait for their turn. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Does the work when it is its turn. @throws what the work throws; the signal's reason if that comes first */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.acquire(signal);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.taken < this.limit) {
      this.taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      this.waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private release(): void {
    const next = this.waiting.shift();
    // The place goes straight to who waited longest.
    if (next) next();
    else this.taken -= 1;
  }
}

let ofProcess: Slots | undefined;

/** The places of the process, however many services live in it: the first that asks sets how many there are. */
export function processSlots(limit: number): Slots {
  return (ofProcess ??= new Slots(limit));
}
