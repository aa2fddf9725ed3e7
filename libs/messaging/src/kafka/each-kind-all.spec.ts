import { expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { assignersOf, eachKindAll } from './each-kind-all.js';

const { AssignerProtocol } = kafkajs;
const PARTITIONS: Readonly<Record<string, number>> = { tasks: 4, auth: 2 };
const known = new Set<string>();
const config = {
  groupId: 'spec',
  cluster: {
    addMultipleTargetTopics: (topics: readonly string[]) => {
      for (const each of topics) known.add(each);
      return Promise.resolve();
    },
    findTopicPartitionMetadata: (topic: string) =>
      known.has(topic) ? Array.from({ length: PARTITIONS[topic] ?? 0 }, (_, partitionId) => ({ partitionId })) : [],
  },
} as unknown as Parameters<ReturnType<typeof eachKindAll>>[0];

const member = (memberId: string, kind: string, ...topics: string[]) => ({
  ...{ memberId, memberMetadata: eachKindAll(kind)(config).protocol({ topics }).metadata },
});
/** By member: its partitions, as "tasks/0". */
async function assigned(members: readonly ReturnType<typeof member>[]): Promise<Record<string, string[]>> {
  const found = await eachKindAll('any')(config).assign({ members: [...members], topics: ['what the leader reads'] });
  return Object.fromEntries(
    found.map(({ memberId, memberAssignment }) => {
      const { assignment = {} } = AssignerProtocol.MemberAssignment.decode(memberAssignment) ?? {};
      const all = Object.entries(assignment).flatMap(([topic, numbers]) => numbers.map((n) => `${topic}/${n}`));
      return [memberId, all.toSorted()];
    }),
  );
}

const TASKS = ['tasks/0', 'tasks/1', 'tasks/2', 'tasks/3'];

test('members of one kind share all partitions', async () => {
  const { a = [], b = [] } = await assigned([member('a', 'one', 'tasks'), member('b', 'one', 'tasks')]);
  expect([...a, ...b].toSorted()).toEqual(TASKS);
  expect([a.length, b.length]).toEqual([2, 2]);
});

test('each kind has all of its own topics, whatever the leader reads', async () => {
  const members = [member('a', 'one', 'tasks'), member('b', 'two', 'tasks', 'auth'), member('c', 'one', 'tasks')];
  const { a = [], b, c = [] } = await assigned(members);
  expect(b).toEqual(['auth/0', 'auth/1', ...TASKS]);
  expect([...a, ...c].toSorted()).toEqual(TASKS);
});

test('a member that names no kind is one of its own kind', async () => {
  const metadata = AssignerProtocol.MemberMetadata.encode({ version: 0, topics: ['tasks'], userData: Buffer.alloc(0) });
  const { old, a } = await assigned([{ memberId: 'old', memberMetadata: metadata }, member('a', 'one', 'tasks')]);
  expect([old, a]).toEqual([TASKS, TASKS]);
});

test('a group in which somebody does not know of kinds falls back to what all know', () => {
  expect(assignersOf('one').map((each) => each(config).name)).toEqual(['AviaryEachKindAll', 'RoundRobinAssigner']);
});
