/** Seconds by the clock, and processor time of this process, since it was made. */
export class Stopwatch {
  private readonly began = performance.now();
  private readonly before = process.cpuUsage();

  get seconds(): number {
    return (performance.now() - this.began) / 1_000;
  }

  /** The same in a line for people, for so many events. */
  tell(who: string, events: number): string {
    const { user, system } = process.cpuUsage(this.before);
    const { seconds } = this;
    const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
    const micros = ((user + system) / events).toFixed(2);
    return `${who}: ${events} events in ${seconds.toFixed(2)} s, ${micros} µs of its processor time each, at most ${peak} MiB so far`;
  }
}
