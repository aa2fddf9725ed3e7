import { z } from 'zod';
import { type Explanation } from '../application/explain-entry.js';
import { type PaidOut, type Someone, type TaskStory } from '../domain/entry-story.js';
import { amount, at, cycle, EntryDto, signed } from './accounting.dto.js';

const source = z
  .object({
    position: z.string().describe('`<service>=<epoch>.<position>`: its place in the log of a service, for good'),
    eventId: z.uuid(),
    event: z.string(),
  })
  .meta({ id: 'EventSource' });
const someone = z
  .object({
    id: z.string().describe('A person’s id, or `system:<name>`'),
    name: z.string().nullable().describe('Null where it is not known'),
    erased: z.boolean(),
  })
  .meta({ id: 'Someone' });
const happened = { at, by: someone.nullable(), source };

const task = z.object({
  id: z.uuid(),
  title: z.string(),
  ticketId: z.string().nullable(),
  assignmentFee: amount,
  completionReward: amount,
  ...happened,
});
const assignment = z.object({
  assignee: someone,
  previousAssignee: someone.nullable(),
  reason: z.string().nullable().describe('created, reassigned, manual, imported; more may come'),
  draw: z
    .object({ place: z.int(), of: z.int() })
    .nullable()
    .describe('How chance picked: the third of twelve; null where somebody was named'),
  ...happened,
});

/** Why an entry is there and what became of it: the facts, and the same in sentences. */
export const ExplanationDto = z
  .object({
    sentences: z.array(z.string()).describe('In plain English, from cause to effect'),
    entry: EntryDto,
    source: source.describe('The event that is the entry'),
    person: someone.describe('Whose account it is'),
    by: someone.nullable().describe('Who or what made the entry'),
    task: task.nullable(),
    assignment: assignment.nullable().describe('What was charged for, or by which the completed task was theirs'),
    completion: z.object({ assignee: someone, ...happened }).nullable(),
    cycle: z.object({ cycle, closedAt: at.nullable().describe('Null while it is open') }),
    payout: z
      .object({ entryId: z.uuid(), amount, cycle, ...happened })
      .nullable()
      .describe('What settled the entry; null while nothing did'),
    reckoning: z
      .object({ from: cycle, to: cycle, fees: amount, rewards: amount, other: signed })
      .nullable()
      .describe('Of a payout: what it was reckoned from'),
    mail: z
      .object({
        messageId: z.uuid().describe('Its stream is `message:<id>` of notifier'),
        status: z.enum(['waiting', 'sent', 'failed']),
        at: at.nullable().describe('When it was sent or given up'),
        reason: z.string().nullable(),
      })
      .nullable()
      .describe('What told of the payout'),
    missing: z.array(z.string()).describe('Services that could not be asked, or would not tell'),
  })
  .meta({ id: 'EntryExplanation' });
type ExplanationDto = z.infer<typeof ExplanationDto>;

export const ExplainQuery = z.strictObject({
  format: z.enum(['json', 'text']).optional().describe('`text` for the sentences alone; by default as `Accept` says'),
});
export type ExplainQuery = z.infer<typeof ExplainQuery>;

/** Whether somebody would rather read sentences: said in the query or, without a word there, by the header `Accept`. */
export function prefersText({ format }: ExplainQuery, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'text';
  const types = (accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase());
  const [first] = types.filter((type) => type === 'text/plain' || type === 'application/json' || type === '*/*');
  return first === 'text/plain';
}

/** The explanation as the outside sees it, times ISO 8601. */
export function asExplanation({ sentences, entry, source: own, story, people }: Explanation): ExplanationDto {
  const { personId, closedAt, payout, reckoning, mail, missing } = story;
  const who = whoOf(people);
  return {
    ...{ sentences: [...sentences], entry, source: own, person: who(personId), by: maybe(story.entry.by, who) },
    ...asTask(story.story, who),
    cycle: { cycle: entry.cycle, closedAt: maybe(closedAt, iso) },
    payout: payout && asPayout(payout, who),
    reckoning: reckoning && { ...reckoning },
    mail: mail && { ...mail, at: maybe(mail.at, iso) },
    missing: [...missing],
  };
}

type Who = (id: string) => Someone;

function asTask(story: TaskStory | null, who: Who): Pick<ExplanationDto, 'task' | 'assignment' | 'completion'> {
  const { task: made = null, assignment: given = null, completion: done = null } = story ?? {};
  return {
    task: made && { ...made, ...when(made, who) },
    assignment: given && {
      ...{ assignee: who(given.assigneeId), previousAssignee: maybe(given.previousAssigneeId, who) },
      ...{ reason: given.reason, draw: given.draw && { ...given.draw }, ...when(given, who) },
    },
    completion: done && { assignee: who(done.assigneeId), ...when(done, who) },
  };
}

const asPayout = ({ entryId, amount: paid, cycle: day, ...rest }: PaidOut, who: Who) => ({
  ...{ entryId, amount: paid, cycle: day },
  ...when(rest, who),
});

const when = ({ at: moment, by, source: where }: Pick<PaidOut, 'at' | 'by' | 'source'>, who: Who) => ({
  ...{ at: iso(moment), by: maybe(by, who), source: { ...where } },
});

const whoOf =
  (people: ReadonlyMap<string, Someone>): Who =>
  (id) =>
    people.get(id) ?? { id, name: null, erased: false };

const maybe = <Value, Told>(value: Value | null, tell: (value: Value) => Told): Told | null =>
  value === null ? null : tell(value);

const iso = (moment: number): string => new Date(moment).toISOString();
