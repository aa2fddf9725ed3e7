import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { type RecordedEvent } from '#libs/kernel';
import { VoidCauses } from '#libs/messaging';
import { CheckRegistry, type CheckReport } from '#libs/platform';
import { employeeOf } from '../domain/accounts.js';
import { Books, type MoneyFact } from '../domain/books.js';
import { AccountsQuery } from '../projections/accounts/accounts.query.js';
import { LedgerCaughtUp } from './ledger-caught-up.js';

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

/** An entry, where it is and what it stands on. */
interface Answer {
  readonly cause: string;
  readonly place: string;
}

/** By entry: what has led to it. Nothing needs to stand under what was reversed. */
function note(answers: Map<string, Answer>, { event, body, meta }: RecordedEvent<MoneyFact>): void {
  if ('causeEventId' in body) {
    const place = `position ${meta.position}: ${event} ${body.entryId}`;
    answers.set(body.entryId, { cause: body.causeEventId, place });
  }
  if ('reversedEntryId' in body) answers.delete(body.reversedEntryId);
}

/** The books as of the last entry that is shown. */
interface ShownBooks {
  readonly position: number;
  readonly balances: ReadonlyMap<string, number>;
}

/** Keeps the books of a tenant a second time, from the log, and holds them against what people are shown. */
@Injectable()
export class CheckMoney implements OnModuleInit {
  constructor(
    private readonly log: EventLog,
    private readonly accounts: AccountsQuery,
    private readonly caughtUp: LedgerCaughtUp,
    private readonly causes: VoidCauses,
    private readonly checks: CheckRegistry,
  ) {}

  onModuleInit(): void {
    this.checks.contribute('money', (tenant) => this.check(tenant));
  }

  /** @throws DomainError `ledger-behind` (503) when what people are shown has not caught up with the log within 15 s */
  async check(tenant: string): Promise<CheckReport> {
    const { position: head } = await this.log.head(tenant);
    await this.caughtUp.withItself(tenant);
    const shown = await this.accounts.balances(tenant);
    const books = new Books();
    const answers = new Map<string, Answer>();
    const then = { position: 0, balances: new Map<string, number>() };
    let [position, lastEntry] = [0, 0];
    for await (const event of this.events(tenant)) {
      position = event.meta.position;
      const wrong = books.take(event);
      if (wrong !== undefined) return { events: position, wrong: `position ${position}: ${wrong}` };
      note(answers, event);
      if (position === shown.position) Object.assign(then, { position, balances: new Map(books.balances) });
      if (position <= head && 'amount' in event.body) lastEntry = position;
    }
    const wrong =
      books.unbalanced() ??
      (shown.position < lastEntry ? `the entry at position ${lastEntry} is not shown` : undefined) ??
      differing(then.balances, shown.balances) ??
      (await this.wrongLine(tenant, then)) ??
      (await this.void(tenant, [...answers.values()]));
    return { events: position, wrong: wrong ?? null };
  }

  /** The first entry whose cause is void, since the log of tasks was put back after it had been entered. */
  private async void(tenant: string, answers: readonly Answer[]): Promise<string | undefined> {
    const causes = answers.map(({ cause }) => cause);
    const lost = await this.causes.among(tenant, 'tasks', causes);
    const [first, ...others] = answers.filter(({ cause }) => lost.has(cause));
    if (!first) return undefined;
    return `${first.place} stands on event ${first.cause} of tasks, which is void; so do ${others.length} more entries`;
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

  /** The first entry after which a balance is shown that is not the one before it and the amount, or that is missing. */
  private async wrongLine(tenant: string, books: ShownBooks): Promise<string | undefined> {
    const balances = new Map<string, number>();
    for (let after = 0; ;) {
      const lines = (await this.accounts.linesAfter(tenant, after, STEP)).filter(
        (line) => line.position <= books.position,
      );
      for (const { account, entryId, amount, balance } of lines) {
        const expected = (balances.get(account) ?? 0) + amount;
        if (balance !== expected) return `entry ${entryId} shows a balance of ${balance}; it is ${expected}`;
        balances.set(account, balance);
      }
      const last = lines.at(-1);
      if (!last) break;
      after = last.position;
    }
    const people = [...books.balances].filter(([account]) => employeeOf(account) !== null);
    const missing = people.find(([account, balance]) => (balances.get(account) ?? 0) !== balance);
    return missing && `the entries shown of ${missing[0]} come to ${balances.get(missing[0]) ?? 0}, not ${missing[1]}`;
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
