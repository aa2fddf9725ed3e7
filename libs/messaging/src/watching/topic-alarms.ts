import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Alarms, SYSTEM_TENANT } from '#libs/tenancy';

/** Has people told of troubles with topics: they are nobody's in particular, so the system tenant's. */
@Injectable()
export class TopicAlarms {
  private untold: string[] = [];

  constructor(
    private readonly alarms: Alarms,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
  ) {}

  /**
   * Raises an alarm for each, and for those that could not be told before.
   *
   * @throws DomainError of kind `unavailable`; then they are told the next time
   */
  async raise(troubles: readonly string[]): Promise<void> {
    this.untold.push(...troubles);
    const { untold } = this;
    if (untold.length === 0) return;
    const { service } = this.config;
    await this.alarms.raise(
      untold.map((reason) => ({
        id: uuidv7(),
        tenant: SYSTEM_TENANT,
        service,
        kind: 'topic',
        subject: 'topic watch',
        reason,
      })),
    );
    this.untold = [];
  }
}
