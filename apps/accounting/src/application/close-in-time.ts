import { Injectable, Logger } from '@nestjs/common';
import { type CommandContext } from '#libs/event-store';
import { type Day } from '#libs/kernel';
import { CloseBillingCycles } from './close-billing-cycles.js';
import { type ClosedCycles } from './settle-sealed.js';

/**
 * Closes cycles for somebody who cannot wait for ever: proxies and clients give up on a request after a minute or so, while
 * years of cycles may take several. A close that takes longer goes on without the request.
 */
@Injectable()
export class CloseInTime {
  private readonly log = new Logger(CloseInTime.name);

  constructor(private readonly closeCycles: CloseBillingCycles) {}

  /**
   * @param waitMs how long to wait at most
   * @returns undefined when the close is still at work by then
   * @throws DomainError as `CloseBillingCycles`
   */
  async execute(context: CommandContext, wanted: Day | undefined, waitMs: number): Promise<ClosedCycles | undefined> {
    const closing = this.closeCycles.execute(context, wanted);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), waitMs)));
    try {
      const closed = await Promise.race([closing, late]);
      if (closed === undefined) void this.tellEnd(context, closing);
      return closed;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Nobody waits for it any more. */
  private async tellEnd({ tenant }: CommandContext, closing: Promise<ClosedCycles>): Promise<void> {
    try {
      this.log.log({ tenant, ...(await closing) }, 'closed the cycles, after the request had been answered');
    } catch (error) {
      this.log.warn({ tenant, err: error }, 'the cycles are not all closed; the next close takes up the rest');
    }
  }
}
