import kafkajs, { type PartitionAssigner } from 'kafkajs';

const { AssignerProtocol, PartitionAssigners } = kafkajs;
type Assigner = ReturnType<PartitionAssigner>;

/** Of members that say nothing: those of a release that did not know of kinds. */
const UNSAID = '';

/**
 * Gives all partitions to each kind of member of a group, in turn to those of a kind. (Kafka's coordinator passes on
 * what it is told, and does not mind.)
 *
 * Why: two releases of a service may run side by side, of which one has views that the other does not know. Who reads a
 * partition feeds the views that it knows, so each release has to read them all. Instances of the same kind share the
 * work.
 *
 * @param kind the same for all who read for the same subscribers
 */
export const eachKindAll =
  (kind: string): PartitionAssigner =>
  (config) => {
    const inTurn = PartitionAssigners.roundRobin(config);
    return {
      name: 'AviaryEachKindAll',
      version: 0,
      async assign({ members }) {
        const said = members.map((member) => ({ member, ...saidBy(member.memberMetadata) }));
        await config.cluster.addMultipleTargetTopics([...new Set(said.flatMap(({ topics }) => topics))]);
        const assigned: Awaited<ReturnType<Assigner['assign']>> = [];
        for (const each of new Set(said.map((one) => one.kind))) {
          const ofKind = said.filter((one) => one.kind === each);
          const topics = [...new Set(ofKind.flatMap((one) => one.topics))].toSorted();
          assigned.push(...(await inTurn.assign({ members: ofKind.map(({ member }) => member), topics })));
        }
        return assigned;
      },
      protocol({ topics }) {
        const userData = Buffer.from(kind);
        return { name: this.name, metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData }) };
      },
    };
  };

function saidBy(metadata: Buffer): { readonly kind: string; readonly topics: readonly string[] } {
  const { topics = [], userData } = AssignerProtocol.MemberMetadata.decode(metadata) ?? {};
  return { kind: userData?.toString() ?? UNSAID, topics };
}

/** What a consumer offers to its group: a release that does not know of kinds is met in the middle. */
export const assignersOf = (kind: string): PartitionAssigner[] => [eachKindAll(kind), PartitionAssigners.roundRobin];
