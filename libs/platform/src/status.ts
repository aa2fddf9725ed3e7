import { Injectable, Logger } from '@nestjs/common';

/** What `keeper` and `aviary status` show of a service. */
export type StatusSection =
  | 'logs'
  | 'relay'
  | 'consumers'
  | 'deadLetters'
  | 'reactors'
  | 'projections'
  | 'rebuilds'
  | 'cycles'
  | 'messages';

/** Gathers what the parts of a service tell about themselves, section by section. */
@Injectable()
export class StatusRegistry {
  private readonly log = new Logger(StatusRegistry.name);
  private readonly contributions: { section: StatusSection; tell: () => Promise<object[]> }[] = [];

  /** Several parts may add to the same section; their rows come one after the other. */
  contribute(section: StatusSection, tell: () => Promise<object[]>): void {
    this.contributions.push({ section, tell });
  }

  /** One part that fails leaves the others visible: its section then has a row `{ error }`. */
  async report(): Promise<Partial<Record<StatusSection, object[]>>> {
    const told = await Promise.all(
      this.contributions.map(async ({ section, tell }) => ({ section, rows: await this.ask(section, tell) })),
    );
    const report: Partial<Record<StatusSection, object[]>> = {};
    for (const { section, rows } of told) report[section] = [...(report[section] ?? []), ...rows];
    return report;
  }

  private async ask(section: StatusSection, tell: () => Promise<object[]>): Promise<object[]> {
    try {
      return await tell();
    } catch (error) {
      this.log.warn({ section, err: error }, 'a status section could not be told');
      return [{ error: 'It could not be told; the log says why.' }];
    }
  }
}
