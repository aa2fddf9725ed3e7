/** The process of one contender: `node apart.main.js <bench>/<name>`. It does one thing after the other, as it is told. */
import { type Order, type Word } from './apart.js';
import { type Contender } from './types.js';
import { type Place, type Workshop } from './workshop.js';

const KIB = 1024;

/** What a contender apart is given. */
export type ApartWorkshop = Place & Pick<Workshop, 'log' | 'progress'>;

const say = (word: Word): void => void process.send?.(word);
let contender: Contender | undefined;

async function obey(order: Order): Promise<number> {
  if ('open' in order) {
    const file = new URL(`../${process.argv[2]}.apart.js`, import.meta.url).href;
    const { open } = (await import(file)) as { open: (workshop: ApartWorkshop) => Promise<Contender> };
    contender = await open({
      ...order.open,
      log: (log) => say({ log }),
      progress: (progress) => say({ progress }),
    });
  } else if (order.call === 'measure' && order.load) {
    return (await contender?.measure(order.load)) ?? 0;
  } else if (order.call !== 'measure') {
    await contender?.[order.call]?.();
  }
  return 0;
}

process.on('message', (order: Order) => {
  obey(order).then(
    (done) => say({ done, peakBytes: process.resourceUsage().maxRSS * KIB }),
    (error: unknown) => say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// Whoever had told it what to do is gone.
process.on('disconnect', () => process.exit());
