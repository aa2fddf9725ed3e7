import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { type RecordedEvent } from '#libs/kernel';
import { CheckRegistry, type CheckReport } from '#libs/platform';
import { Books, type MoneyFact } from '../domain/books.js';
import { AccountsQuery } from '../projections/accounts/accounts.query.js';

const STEP = 1_000;

const MONEY: Record<MoneyFact['event'], true> = {
  AssignmentFeeCharged: true,
  CompletionRewardCredited: true,
  PayoutIssued: true,
  EntryReversed: true,
  BillingCycleSealed: true,
  BillingCycleClosed: true,
};
const isMoney = (event: RecordedEvent): event is RecordedEvent<MoneyFact> => event.event in MONEY;

/** Keeps the books of a tenant a second time, from the log, and holds them against what people are shown. */
@Injectable()
export class CheckMoney implements OnModuleInit {
  constructor(
    private readonly log: EventLog,
    private readonly accounts: AccountsQuery,
    private readonly checks: CheckRegistry,
  ) {}

  onModuleInit(): void {
    this.checks.contribute('money', (tenant) => this.check(tenant));
  }

  async check(tenant: string): Promise<CheckReport> {
    const books = new Books();
    const shown = await this.accounts.balances(tenant);
    let position = 0;
    let wrong: string | undefined;
    for await (const event of this.events(tenant)) {
      position = event.meta.position;
      wrong = books.take(event);
      if (wrong !== undefined) return { events: position, wrong: `position ${position}: ${wrong}` };
      if (position === shown.position) wrong = differing(books.balances, shown.balances);
      if (wrong !== undefined) return { events: position, wrong };
    }
    return { events: position, wrong: books.unbalanced() ?? (await this.wrongLine(tenant)) ?? null };
  }

  private async *events(tenant: string): AsyncGenerator<RecordedEvent<MoneyFact>> {
    for (let after = 0; ;) {
      const events = await this.log.read(tenant, after, STEP);
      for (const event of events) if (isMoney(event)) yield event;
      const last = events.at(-1);
      if (!last) return;
      after = last.meta.position;
    }
  }

  /** The first entry after which a balance is shown that is not the one before it and the amount. */
  private async wrongLine(tenant: string): Promise<string | undefined> {
    const balances = new Map<string, number>();
    for (let after = 0; ;) {
      const lines = await this.accounts.linesAfter(tenant, after, STEP);
      for (const { account, entryId, amount, balance } of lines) {
        const expected = (balances.get(account) ?? 0) + amount;
        if (balance !== expected) return `entry ${entryId} shows a balance of ${balance}; it is ${expected}`;
        balances.set(account, balance);
      }
      const last = lines.at(-1);
      if (!last) return undefined;
      after = last.position;
    }
  }
}

/** The first account that is shown with another balance than the books have at that point. */
function differing(books: ReadonlyMap<string, number>, shown: ReadonlyMap<string, number>): string | undefined {
  for (const account of new Set([...books.keys(), ...shown.keys()])) {
    const [own = 0, told = 0] = [books.get(account), shown.get(account)];
    if (own !== told) return `${account} is shown with a balance of ${told}; its entries come to ${own}`;
  }
  return undefined;
}
