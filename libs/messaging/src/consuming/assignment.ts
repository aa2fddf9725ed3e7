import { TenantRegistry } from '#libs/tenancy';
import { CursorStore, type StoredCursor, type StoredStraggler } from './cursor-store.js';
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
 * and subscribers for whom it was not read so far. A subscriber that has no mark, in a partition where the group has got
 * somewhere, is new (a view of a new version, a new reactor): it is behind for all tenants from the partition's start. One
 * whose mark is before the cursor was not known to the release that has moved it: it is behind from its mark.
 */
export async function loadAssignment(
  { store, tenants, subscriptions }: AssignmentSources,
  group: string,
  states: readonly PartitionState[],
): Promise<void> {
  const topics = [...new Set(states.map(({ topic }) => topic))];
  const cursors = await store.cursors(group, topics);
  const marks: StoredCursor[] = [];
  const late: StoredCursor[] = [];
  for (const state of states) {
    const here = cursors.filter(({ topic, partition }) => topic === state.topic && partition === state.partition);
    const cursor = here.find(({ consumer }) => consumer === group)?.offset ?? 0n;
    state.handOver = new HandOver(cursor);
    for (const { name } of subscriptions.ofSource(state.service)) {
      const consumer = `${group}/${name}`;
      const mark = here.find((each) => each.consumer === consumer)?.offset;
      const place = { consumer, topic: state.topic, partition: state.partition };
      if (mark === undefined) marks.push({ ...place, offset: cursor });
      if ((mark ?? 0n) < cursor) late.push({ ...place, offset: mark ?? 0n });
    }
  }
  const known = await store.stragglers(group, topics);
  await putBehind({ store, tenants }, group, late, known);
  if (marks.length > 0) await store.markJoined(marks);
  await recallStragglers(store, subscriptions, group, states);
}

/** @param known who is behind already, and goes on from there */
async function putBehind(
  { store, tenants }: Pick<AssignmentSources, 'store' | 'tenants'>,
  group: string,
  late: readonly StoredCursor[],
  known: readonly StoredStraggler[],
): Promise<void> {
  if (late.length === 0) return;
  const all = await tenants.list({ system: true });
  const since = Date.now();
  const rows = late.flatMap(({ consumer, topic, partition, offset }) =>
    all
      .filter((tenant) => tenant.partition === partition)
      .map(({ name }) => ({
        ...{ topic, partition, tenant: name, offset, since },
        subscriber: consumer.slice(group.length + 1),
        reason: 'new: It has joined a group that is ahead of it.',
      })),
  );
  const keys = new Set(known.map(keyOf));
  const news = rows.filter((row) => !keys.has(keyOf(row)));
  if (news.length > 0) await store.putStragglers(group, news);
}

const keyOf = ({ subscriber, topic, partition, tenant }: StoredStraggler): string =>
  [subscriber, topic, partition, tenant].join(' ');

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
