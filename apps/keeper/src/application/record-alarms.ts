import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventLog, type NewEvent } from '#libs/event-store';
import { uuidv5, uuidv7 } from '#libs/kernel';
import { Alarms, type WaitingAlarm } from '#libs/tenancy';
import { alarmStream, clearedBody, raisedBody } from '../domain/alarm.js';

const EVERY_MS = 1_000;
const AT_ONCE = 100;

/**
 * Records the alarms that services have raised, each as one event in the log of the tenant whose trouble it is, and another
 * one when it is over. It takes an alarm out only when that is recorded; recorded twice, it is the same event.
 */
@Injectable()
export class RecordAlarms implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Alarms');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly alarms: Alarms,
    private readonly log: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void (this.looking = this.looking.then(() => this.look())), EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One tenant's trouble must not keep another's from being told. */
  private async look(): Promise<void> {
    try {
      const recorded: WaitingAlarm[] = [];
      for (const alarm of await this.alarms.waiting(AT_ONCE)) if (await this.record(alarm)) recorded.push(alarm);
      if (recorded.length > 0) await this.alarms.settle(recorded);
    } catch (error) {
      this.logger.debug('alarms cannot be looked for', { err: error });
    }
  }

  private async record(alarm: WaitingAlarm): Promise<boolean> {
    const { id, tenant, reason, at, recorded, over } = alarm;
    const streamId = alarmStream(id);
    const raised = { event: 'AlarmRaised', body: raisedBody(alarm, reason, at), eventId: uuidv5('alarm-raised', id) };
    const append = async (event: Omit<NewEvent, 'streamId'>): Promise<unknown> =>
      await this.log.append(tenant, {
        ...{ events: [{ streamId, ...event }], actor: `system:${alarm.service}`, correlationId: uuidv7() },
      });
    try {
      // Each by itself: a call of which the first event is known counts as recorded.
      if (!recorded) await append(raised);
      if (over !== null)
        await append({ event: 'AlarmCleared', body: clearedBody(alarm, over), eventId: uuidv5('alarm-cleared', id) });
      return true;
    } catch (error) {
      this.logger.warn('an alarm is not recorded yet', { tenant, err: error });
      return false;
    }
  }
}
