import { Injectable } from '@nestjs/common';
import { type Asker } from '#libs/http';
import { notFound, personOf } from '#libs/kernel';
import { hasPermission, permissionRequired, type Principal } from '#libs/security';
import { TenantRegistry } from '#libs/tenancy';
import { type EntryStory, type Someone, type Source } from '../domain/entry-story.js';
import { storyOfTask } from '../domain/story-of-task.js';
import { tellEntry } from '../domain/tell-entry.js';
import { type EntryLine } from '../projections/accounts/accounts.projection.js';
import { AccountsQuery, type EntryView } from '../projections/accounts/accounts.query.js';
import { type Asked, AskOthers } from './ask-others.js';
import { EntrySettlement, sourceOf } from './entry-settlement.js';

/** Why an entry is there, and what became of it. */
export interface Explanation {
  readonly sentences: readonly string[];
  readonly entry: EntryView;
  /** The event that is the entry. */
  readonly source: Source;
  readonly story: EntryStory;
  /** Everybody who comes up in it, as far as they are known. */
  readonly people: ReadonlyMap<string, Someone>;
}

const ALL = 'accounting.can_view_all';

/**
 * Follows a line of money back to the task, the assignment, the draw and the person, and forward to payout and mail. The
 * ledger knows its own part; what others know is asked of them at that moment, and not kept here: it is wanted seldom.
 */
@Injectable()
export class ExplainEntry {
  constructor(
    private readonly accounts: AccountsQuery,
    private readonly settlement: EntrySettlement,
    private readonly others: AskOthers,
    private readonly tenants: TenantRegistry,
  ) {}

  /** @throws DomainError `entry-not-found`; `permission-required` for an entry of somebody else */
  async execute(asker: Asker, viewer: Principal, entryId: string): Promise<Explanation> {
    const { tenant } = asker;
    const found = await this.accounts.entry(tenant, entryId);
    if (!found) throw notFound('entry-not-found', 'There is no entry with this id.', { field: 'id' });
    const { line, view } = found;
    if (line.employeeId !== viewer.userId && !hasPermission(viewer, ALL)) throw permissionRequired(ALL);
    const [event, settled, task] = await Promise.all([
      this.settlement.eventOf(tenant, line),
      this.settlement.of(tenant, line),
      this.taskOf(asker, line),
    ]);
    const mail = settled.payout ? await this.others.mail(asker, settled.payout.source.eventId) : none('notifier');
    const { settings } = await this.tenants.get(tenant);
    const { actor } = event.meta;
    const entry = { ...line, asset: (event.body as { asset: string }).asset, by: actor };
    const told = {
      entry,
      personId: line.employeeId,
      story: task.answer ?? null,
      ...settled,
      mail: mail.answer ?? null,
    };
    const people = await this.others.people(asker, peopleOf(told));
    const missing = [task, mail, people].flatMap(({ service, answer }) => (answer === undefined ? [service] : []));
    const [story, known] = [{ ...told, missing }, people.answer ?? new Map<string, Someone>()];
    const sentences = tellEntry(story, known, settings);
    return { sentences, entry: view, source: sourceOf('accounting', event), story, people: known };
  }

  private async taskOf(asker: Asker, { taskId, causeEventId }: EntryLine): Promise<Asked<EntryStory['story']>> {
    if (taskId === null || causeEventId === null) return none('tasks');
    const { service, answer } = await this.others.taskEvents(asker, taskId);
    return { service, answer: answer && storyOfTask(answer, causeEventId) };
  }
}

/** Nothing was to be asked. */
const none = (service: string): Asked<null> => ({ service, answer: null });

/** Whoever comes up in a story, each once. */
function peopleOf({ personId, entry, story, payout }: Omit<EntryStory, 'missing'>): string[] {
  const { task, assignment, completion } = story ?? {};
  const actors = [entry.by, payout?.by, task?.by, assignment?.by, completion?.by];
  const named = [personId, assignment?.assigneeId, assignment?.previousAssigneeId, completion?.assigneeId];
  const all = [...named, ...actors].flatMap((id) => personOf(id ?? null) ?? []);
  return [...new Set(all)];
}
