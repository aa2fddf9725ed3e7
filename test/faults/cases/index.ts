import { type Fault } from '../harness/fault.js';
import { answerEmpty } from './answer-empty.js';
import { answersLost } from './answers-lost.js';
import { brokerAway } from './broker-away.js';
import { commandProcessKilled } from './command-process-killed.js';
import { consumerKilled } from './consumer-killed.js';
import { consumerStopped } from './consumer-stopped.js';
import { databaseKilled } from './database-killed.js';
import { diskFull } from './disk-full.js';
import { instancesShared } from './instances-shared.js';
import { offsetsAgain } from './offsets-again.js';
import { registryAway } from './registry-away.js';
import { relayKilled } from './relay-killed.js';
import { tenantAway } from './tenant-away.js';

/** Every fault there is, in the order in which they are tried. The last one deletes a topic. */
export const FAULTS: readonly Fault[] = [
  ...[commandProcessKilled, answersLost, relayKilled, consumerKilled, consumerStopped, databaseKilled, brokerAway],
  ...[registryAway, diskFull, tenantAway, offsetsAgain, instancesShared, answerEmpty],
];
