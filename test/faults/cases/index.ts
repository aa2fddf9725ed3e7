import { type Fault } from '../harness/fault.js';
import { answerEmpty } from './answer-empty.js';
import { answersLost } from './answers-lost.js';
import { brokerAway } from './broker-away.js';
import { commandProcessKilled } from './command-process-killed.js';
import { consumerKilled } from './consumer-killed.js';
import { consumerStopped } from './consumer-stopped.js';
import { databaseKilled } from './database-killed.js';
import { diskFull } from './disk-full.js';
import { importKilled } from './import-killed.js';
import { instancesShared } from './instances-shared.js';
import { newerRelease } from './newer-release.js';
import { offsetsAgain } from './offsets-again.js';
import { partitionsMove } from './partitions-move.js';
import { readerStandsStill } from './reader-stands-still.js';
import { rebuildKilled } from './rebuild-killed.js';
import { registryAway } from './registry-away.js';
import { relayKilled } from './relay-killed.js';
import { tenantAway } from './tenant-away.js';
import { topicHarmed } from './topic-harmed.js';
import { twoReleases } from './two-releases.js';

/** Every fault there is, in the order in which they are tried. The last ones harm topics. */
export const FAULTS: readonly Fault[] = [
  ...[commandProcessKilled, answersLost, relayKilled, consumerKilled, consumerStopped, databaseKilled, brokerAway],
  ...[
    registryAway,
    diskFull,
    tenantAway,
    offsetsAgain,
    readerStandsStill,
    partitionsMove,
    rebuildKilled,
    importKilled,
    newerRelease,
    twoReleases,
    instancesShared,
  ],
  ...[...topicHarmed, answerEmpty],
];
