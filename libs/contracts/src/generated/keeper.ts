// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** What an alarm was raised for is over. */
export interface AlarmCleared {
  /** The same trouble has the same id. */
  readonly alarmId: string;
  /** What kind of trouble: dead-letter; more will come. */
  readonly kind: string | null;
  /** The service that has it. */
  readonly service: string | null;
  /** What it is about: a consumer and its key, for one. */
  readonly subject: string | null;
  /** What has ended it. */
  readonly reason: string | null;
}

/** Something goes wrong, and people have to be told. */
export interface AlarmRaised {
  /** The same trouble has the same id. */
  readonly alarmId: string;
  /** What kind of trouble: dead-letter; more will come. */
  readonly kind: string | null;
  /** The service that has it. */
  readonly service: string | null;
  /** What it is about: a consumer and its key, for one. */
  readonly subject: string | null;
  /** A sentence for whoever operates the system. */
  readonly reason: string | null;
  /** When the service found out, in UTC milliseconds. */
  readonly raisedAt: number;
}

/** Somebody decided that a consumer does without an event that it cannot handle. */
export interface DeadLetterDiscarded {
  /** The dead letter that was acted on. */
  readonly letterId: string;
  /** The event that was set aside. */
  readonly eventId: string;
  /** The service whose consumer had set it aside. */
  readonly service: string | null;
  /** That consumer: the id of a view, or the name of a reactor. */
  readonly consumer: string | null;
  /** The service whose log the event is in. */
  readonly source: string | null;
  /** For which events had waited: a row of the view, or a stream of the log. */
  readonly key: string | null;
  /** Name of the event that was set aside. */
  readonly event: string | null;
  /** Why, in the words of who decided it. */
  readonly reason: string | null;
  /** What became of the key: released, parked, refolding; more may come. */
  readonly outcome: string | null;
  /** How many of the events that had waited were handled by it. */
  readonly handled: number;
}

/** Somebody had the events of a key that a consumer had set aside taken up again. */
export interface DeadLetterRetried {
  /** The dead letter that was acted on. */
  readonly letterId: string;
  /** The event that was set aside. */
  readonly eventId: string;
  /** The service whose consumer had set it aside. */
  readonly service: string | null;
  /** That consumer: the id of a view, or the name of a reactor. */
  readonly consumer: string | null;
  /** The service whose log the event is in. */
  readonly source: string | null;
  /** For which events had waited: a row of the view, or a stream of the log. */
  readonly key: string | null;
  /** Name of the event that was set aside. */
  readonly event: string | null;
  /** What became of the key: released, parked, refolding; more may come. */
  readonly outcome: string | null;
  /** How many of the events that had waited were handled by it. */
  readonly handled: number;
  /** Why the key stays parked; null where it does not. */
  readonly reason: string | null;
}

/** Every fact that the log of `keeper` can hold. */
export type KeeperEvent =
  | Fact<'AlarmCleared', AlarmCleared>
  | Fact<'AlarmRaised', AlarmRaised>
  | Fact<'DeadLetterDiscarded', DeadLetterDiscarded>
  | Fact<'DeadLetterRetried', DeadLetterRetried>
  | Fact<'LogEpochOpened', LogEpochOpened>;

/** Every version of these, oldest first. */
export const keeperEvents: readonly EventType[] = [
  {
    service: 'keeper',
    event: 'AlarmCleared',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"AlarmCleared","namespace":"aviary.keeper","doc":"What an alarm was raised for is over.","fields":[${META_FIELD},{"name":"alarmId","doc":"The same trouble has the same id.","type":{"type":"string","logicalType":"uuid"}},{"name":"kind","doc":"What kind of trouble: dead-letter; more will come.","type":["null","string"],"default":null},{"name":"service","doc":"The service that has it.","type":["null","string"],"default":null},{"name":"subject","doc":"What it is about: a consumer and its key, for one.","type":["null","string"],"default":null},{"name":"reason","doc":"What has ended it.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'keeper',
    event: 'AlarmRaised',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"AlarmRaised","namespace":"aviary.keeper","doc":"Something goes wrong, and people have to be told.","fields":[${META_FIELD},{"name":"alarmId","doc":"The same trouble has the same id.","type":{"type":"string","logicalType":"uuid"}},{"name":"kind","doc":"What kind of trouble: dead-letter; more will come.","type":["null","string"],"default":null},{"name":"service","doc":"The service that has it.","type":["null","string"],"default":null},{"name":"subject","doc":"What it is about: a consumer and its key, for one.","type":["null","string"],"default":null},{"name":"reason","doc":"A sentence for whoever operates the system.","type":["null","string"],"default":null},{"name":"raisedAt","doc":"When the service found out, in UTC milliseconds.","type":{"type":"long","logicalType":"timestamp-millis"}}]}`,
  },
  {
    service: 'keeper',
    event: 'DeadLetterDiscarded',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"DeadLetterDiscarded","namespace":"aviary.keeper","doc":"Somebody decided that a consumer does without an event that it cannot handle.","fields":[${META_FIELD},{"name":"letterId","doc":"The dead letter that was acted on.","type":{"type":"string","logicalType":"uuid"}},{"name":"eventId","doc":"The event that was set aside.","type":{"type":"string","logicalType":"uuid"}},{"name":"service","doc":"The service whose consumer had set it aside.","type":["null","string"],"default":null},{"name":"consumer","doc":"That consumer: the id of a view, or the name of a reactor.","type":["null","string"],"default":null},{"name":"source","doc":"The service whose log the event is in.","type":["null","string"],"default":null},{"name":"key","doc":"For which events had waited: a row of the view, or a stream of the log.","type":["null","string"],"default":null},{"name":"event","doc":"Name of the event that was set aside.","type":["null","string"],"default":null},{"name":"reason","doc":"Why, in the words of who decided it.","type":["null","string"],"default":null},{"name":"outcome","doc":"What became of the key: released, parked, refolding; more may come.","type":["null","string"],"default":null},{"name":"handled","doc":"How many of the events that had waited were handled by it.","type":"long"}]}`,
  },
  {
    service: 'keeper',
    event: 'DeadLetterRetried',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"DeadLetterRetried","namespace":"aviary.keeper","doc":"Somebody had the events of a key that a consumer had set aside taken up again.","fields":[${META_FIELD},{"name":"letterId","doc":"The dead letter that was acted on.","type":{"type":"string","logicalType":"uuid"}},{"name":"eventId","doc":"The event that was set aside.","type":{"type":"string","logicalType":"uuid"}},{"name":"service","doc":"The service whose consumer had set it aside.","type":["null","string"],"default":null},{"name":"consumer","doc":"That consumer: the id of a view, or the name of a reactor.","type":["null","string"],"default":null},{"name":"source","doc":"The service whose log the event is in.","type":["null","string"],"default":null},{"name":"key","doc":"For which events had waited: a row of the view, or a stream of the log.","type":["null","string"],"default":null},{"name":"event","doc":"Name of the event that was set aside.","type":["null","string"],"default":null},{"name":"outcome","doc":"What became of the key: released, parked, refolding; more may come.","type":["null","string"],"default":null},{"name":"handled","doc":"How many of the events that had waited were handled by it.","type":"long"},{"name":"reason","doc":"Why the key stays parked; null where it does not.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'keeper',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.keeper","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
];
