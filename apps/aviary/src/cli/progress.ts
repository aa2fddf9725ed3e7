/** What progress is shown on: a terminal, or a file or pipe that takes whole lines. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How far a stretch of long work is. */
export interface Stretch {
  /** What is being done, as in `closing`. */
  readonly doing: string;
  readonly done: number;
  /** Undefined while nobody knows. */
  readonly total?: number | undefined;
  /** What is counted, in the plural. */
  readonly unit: string;
}

const BAR = 24;
/** How often a terminal is drawn on, and how often another stream gets a line, in milliseconds. */
const REDRAW_MS = 100;
const LINE_MS = 5_000;
const ERASE_LINE = '\r\x1B[K';

/**
 * Shows how far long work is: a bar with rate and time left on a terminal, a plain line now and then elsewhere. It goes to
 * standard error, so that the result alone is on standard output.
 */
export class Progress {
  private begun: { readonly doing: string; readonly at: number; readonly done: number } | undefined;
  private shownAt = -Infinity;
  private shown = '';

  constructor(
    private readonly stream: ProgressStream = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** To be told as often as one likes. A stretch of another name begins anew. */
  tell(stretch: Stretch): void {
    const at = this.now();
    const another = this.begun?.doing !== stretch.doing;
    // What was done before this stretch began says nothing about its pace.
    if (another) this.begun = { doing: stretch.doing, at, done: stretch.done };
    const ended = stretch.done === stretch.total;
    if (!another && !ended && at - this.shownAt < (this.stream.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.show(this.words(stretch, at));
    this.shownAt = at;
  }

  /** Takes the bar away; lines stay. */
  end(): void {
    if (this.stream.isTTY && this.shown !== '') this.stream.write(ERASE_LINE);
    this.begun = undefined;
    this.shown = '';
  }

  private show(words: string): void {
    if (words === this.shown) return;
    this.shown = words;
    this.stream.write(this.stream.isTTY ? ERASE_LINE + words.slice(0, (this.stream.columns ?? 80) - 1) : `${words}\n`);
  }

  private words({ doing, done, total, unit }: Stretch, at: number): string {
    const { at: since, done: before } = this.begun ?? { at, done };
    const seconds = (at - since) / 1_000;
    const rate = seconds > 0 ? (done - before) / seconds : 0;
    const bar = this.stream.isTTY && total ? ` ${barOf(done / total)}` : '';
    const count = total === undefined ? counted(done) : `${counted(done)} of ${counted(total)}`;
    const pace = rate > 0 ? `, ${counted(rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate))}/s` : '';
    const left = rate > 0 && total !== undefined && done < total ? `, ${span((total - done) / rate)} left` : '';
    return `${doing}${bar} ${count} ${unit}${pace}${left}`;
  }
}

function barOf(share: number): string {
  const full = Math.floor(Math.min(1, share) * BAR);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
}

const counted = (count: number): string => count.toLocaleString('en-US');

function span(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
