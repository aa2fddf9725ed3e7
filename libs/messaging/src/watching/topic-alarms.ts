import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Alarms, SYSTEM_TENANT } from '#libs/tenancy';
import { type Looked } from './topic-trouble.js';

/** What is well for so many looks in a row is over. */
export const LOOKS_WELL = 4;

const KIND = 'topic';
const OVER = 'Nothing of it was seen any more.';

/**
 * Has people told of troubles with topics, and when they are over: they are nobody's in particular, so the system tenant's.
 * Who has raised an alarm may be gone, so whoever looks at its subject now says that it is over.
 */
@Injectable()
export class TopicAlarms {
  /** By subject that was looked at last: how often in a row it was well. At `LOOKS_WELL` that was said. */
  private well: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly alarms: Alarms,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
  ) {}

  /**
   * Raises an alarm for each subject that is in trouble, and ends those of subjects that have been well for a while.
   *
   * @throws DomainError of kind `unavailable`; then it is told the next time
   */
  async tell({ subjects, troubles }: Looked): Promise<void> {
    const { service } = this.config;
    const ill = new Map(troubles.map(({ subject, reason }) => [subject, reason]));
    const tenant = SYSTEM_TENANT;
    const alarms = [...ill].map(([subject, reason]) => ({
      id: uuidv7(),
      tenant,
      service,
      kind: KIND,
      subject,
      reason,
    }));
    await this.alarms.raise(alarms, true);
    const looks = (subject: string): number =>
      ill.has(subject) ? 0 : Math.min(LOOKS_WELL, (this.well.get(subject) ?? 0) + 1);
    const well = new Map([...subjects, ...ill.keys()].map((subject) => [subject, looks(subject)]));
    const over = [...well].filter(([subject, n]) => n === LOOKS_WELL && this.well.get(subject) !== LOOKS_WELL);
    await this.alarms.end({ service, kind: KIND, subjects: over.map(([subject]) => subject) }, OVER);
    this.well = well;
  }
}
