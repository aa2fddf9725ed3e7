import { TenantRegistry } from '#libs/tenancy';
import { CursorStore, type StoredCursor } from './cursor-store.js';
import { HandOver } from './hand-over.js';
import { parseReason, type PartitionState } from './partition-state.js';
import { Subscriptions } from './subscriptions.js';

export interface AssignmentSources {
  readonly store: CursorStore;
  readonly tenants: TenantRegistry;
  readonly subscriptions: Subscriptions;
}

/**
 * Brings partitions that the group has just given to this process to where the group left them: cursors, those behind,
 * and subscribers who have joined since. A subscriber that has no mark, in a partition where the group has got somewhere,
 * is new (a view of a new version, a new reactor): it is behind for all tenants from the partition's start.
 */
export async function loadAssignment(
  { store, tenants, subscriptions }: AssignmentSources,
  group: string,
  states: readonly PartitionState[],
): Promise<void> {
  const topics = [...new Set(states.map(({ topic }) => topic))];
  const cursors = await store.cursors(group, topics);
  const marks: StoredCursor[] = [];
  for (const state of states) {
    const here = cursors.filter(({ topic, partition }) => topic === state.topic && partition === state.partition);
    const cursor = here.find(({ consumer }) => consumer === group)?.offset ?? 0n;
    state.handOver = new HandOver(cursor);
    for (const { name } of subscriptions.ofSource(state.service)) {
      const consumer = `${group}/${name}`;
      if (here.some((each) => each.consumer === consumer)) continue;
      marks.push({ consumer, topic: state.topic, partition: state.partition, offset: cursor });
    }
  }
  await putNewBehind({ store, tenants }, group, marks);
  if (marks.length > 0) await store.markJoined(marks);
  await recallStragglers(store, subscriptions, group, states);
}

async function putNewBehind(
  { store, tenants }: Pick<AssignmentSources, 'store' | 'tenants'>,
  group: string,
  marks: readonly StoredCursor[],
): Promise<void> {
  const late = marks.filter(({ offset }) => offset > 0n);
  if (late.length === 0) return;
  const known = await tenants.list({ system: true });
  const since = Date.now();
  const rows = late.flatMap(({ consumer, topic, partition }) =>
    known
      .filter((tenant) => tenant.partition === partition)
      .map(({ name }) => ({
        ...{ topic, partition, tenant: name, offset: 0n, since },
        subscriber: consumer.slice(group.length + 1),
        reason: 'new: It has joined a group that is ahead of it.',
      })),
  );
  if (rows.length > 0) await store.putStragglers(group, rows);
}

async function recallStragglers(
  store: CursorStore,
  subscriptions: Subscriptions,
  group: string,
  states: readonly PartitionState[],
): Promise<void> {
  const rows = await store.stragglers(group, [...new Set(states.map(({ topic }) => topic))]);
  for (const row of rows) {
    const state = states.find(({ topic, partition }) => topic === row.topic && partition === row.partition);
    const subscriber = subscriptions.ofSource(state?.service ?? '').find(({ name }) => name === row.subscriber);
    // A subscriber of another release leaves its row to that release.
    if (!state || !subscriber) continue;
    const obstacle = parseReason(row.reason);
    state.handOver.fallBehind(state.lane(subscriber, row.tenant), { next: row.offset, obstacle, since: row.since });
  }
}
