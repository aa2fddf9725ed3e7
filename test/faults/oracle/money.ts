import { type Logs } from './logs.js';

interface Posting {
  readonly causeEventId?: string;
  readonly taskId?: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** What a task's events are to lead to, and the amount's name in their bodies. */
const LEADS_TO: Readonly<Record<string, { readonly entry: string; readonly amount: string }>> = {
  TaskAssigned: { entry: 'AssignmentFeeCharged', amount: 'assignmentFee' },
  TaskCompleted: { entry: 'CompletionRewardCredited', amount: 'completionReward' },
};

/** Each assignment was charged and each completion credited exactly once, in the order of their causes; the sum is zero. */
export function wrongMoney(logs: Logs): string[] {
  const entries = (logs['accounting'] ?? []).filter(({ body }) => 'from' in body && 'to' in body);
  const wrong: string[] = [];
  const causes = logs.tasks.filter(({ event }) => event in LEADS_TO);
  for (const { event, body, meta } of causes) {
    const { entry, amount } = LEADS_TO[event] as (typeof LEADS_TO)[string];
    const followed = entries.filter((each) => (each.body as Posting).causeEventId === meta.eventId);
    if (followed.length !== 1 || followed[0]?.event !== entry)
      wrong.push(`${event} at position ${meta.position} led to ${followed.length} entries`);
    else if ((followed[0].body as Posting).amount !== (body as Record<string, unknown>)[amount])
      wrong.push(`${event} at position ${meta.position} led to another amount`);
  }
  const order = entries.flatMap(({ body }) => (body as Posting).causeEventId ?? []);
  const expected = causes.map(({ meta }) => meta.eventId);
  if (wrong.length === 0 && order.join() !== expected.join())
    wrong.push('the entries are not in the order of their causes');
  const accounts = new Map<string, number>();
  for (const { body } of entries) {
    const { from, to, amount } = body as Posting;
    accounts.set(from, (accounts.get(from) ?? 0) - amount);
    accounts.set(to, (accounts.get(to) ?? 0) + amount);
  }
  const sum = [...accounts.values()].reduce((total, balance) => total + balance, 0);
  return sum === 0 ? wrong : [...wrong, `the sum over all accounts is ${sum}`];
}
