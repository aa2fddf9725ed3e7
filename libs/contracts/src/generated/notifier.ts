// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** An attempt to deliver a message failed: it is tried again, or was given up. */
export interface DeliveryFailed {
  /** The message. */
  readonly messageId: string;
  /** The person to be told. */
  readonly recipientId: string;
  /** Why: a short word such as smtp:550 or no-address. */
  readonly reason: string | null;
  /** What comes of the message, in the words of delivery reports (RFC 3464): delayed, when it is tried again, or failed, when it was given up. */
  readonly outcome: string | null;
}

/** An attempt to hand over a message failed. */
export interface MessageFailed {
  /** The message. */
  readonly messageId: string;
  /** The person to be told. */
  readonly recipientId: string;
  /** Why, in words. */
  readonly reason: string | null;
  /** Whether it was the last attempt. */
  readonly final: boolean | null;
}

/** Somebody is to be told something. */
export interface MessageRequested {
  /** The message. */
  readonly messageId: string;
  /** The person to be told. */
  readonly recipientId: string;
  /** The way it goes: email; more may come. */
  readonly channel: string | null;
  /** What it says: a name such as payout. */
  readonly template: string | null;
  /** Code of the asset of the amount; null where no money is spoken of. */
  readonly asset: string | null;
  /** The amount it speaks of, in minor units of the asset; null where no money is spoken of. */
  readonly amount: number | null;
  /** The billing cycle it speaks of, YYYY-MM-DD; null for none. */
  readonly cycle: string | null;
  /** Id of the event that it tells of. */
  readonly causeEventId: string;
}

/** A message was handed over to its channel. */
export interface MessageSent {
  /** The message. */
  readonly messageId: string;
  /** The person told. */
  readonly recipientId: string;
  /** What the channel knows it by, such as the Message-ID of an e-mail. */
  readonly transportId: string | null;
}

/** Every fact that the log of `notifier` can hold. */
export type NotifierEvent =
  | Fact<'DeliveryFailed', DeliveryFailed>
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'MessageRequested', MessageRequested>
  | Fact<'MessageSent', MessageSent>;

/** Every version of these, oldest first. */
export const notifierEvents: readonly EventType[] = [
  {
    service: 'notifier',
    event: 'DeliveryFailed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"DeliveryFailed","namespace":"aviary.notifier","doc":"An attempt to deliver a message failed: it is tried again, or was given up.","fields":[${META_FIELD},{"name":"messageId","doc":"The message.","type":{"type":"string","logicalType":"uuid"}},{"name":"recipientId","doc":"The person to be told.","type":{"type":"string","logicalType":"uuid"}},{"name":"reason","doc":"Why: a short word such as smtp:550 or no-address.","type":["null","string"],"default":null},{"name":"outcome","doc":"What comes of the message, in the words of delivery reports (RFC 3464): delayed, when it is tried again, or failed, when it was given up.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'notifier',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.notifier","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'notifier',
    event: 'MessageFailed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"MessageFailed","namespace":"aviary.notifier","doc":"An attempt to hand over a message failed.","fields":[${META_FIELD},{"name":"messageId","doc":"The message.","type":{"type":"string","logicalType":"uuid"}},{"name":"recipientId","doc":"The person to be told.","type":{"type":"string","logicalType":"uuid"}},{"name":"reason","doc":"Why, in words.","type":["null","string"],"default":null},{"name":"final","doc":"Whether it was the last attempt.","type":["null","boolean"],"default":null}]}`,
  },
  {
    service: 'notifier',
    event: 'MessageRequested',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"MessageRequested","namespace":"aviary.notifier","doc":"Somebody is to be told something.","fields":[${META_FIELD},{"name":"messageId","doc":"The message.","type":{"type":"string","logicalType":"uuid"}},{"name":"recipientId","doc":"The person to be told.","type":{"type":"string","logicalType":"uuid"}},{"name":"channel","doc":"The way it goes: email; more may come.","type":["null","string"],"default":null},{"name":"template","doc":"What it says: a name such as payout.","type":["null","string"],"default":null},{"name":"asset","doc":"Code of the asset of the amount; null where no money is spoken of.","type":["null","string"],"default":null},{"name":"amount","doc":"The amount it speaks of, in minor units of the asset; null where no money is spoken of.","type":["null","long"],"default":null},{"name":"cycle","doc":"The billing cycle it speaks of, YYYY-MM-DD; null for none.","type":["null","string"],"default":null},{"name":"causeEventId","doc":"Id of the event that it tells of.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'notifier',
    event: 'MessageSent',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"MessageSent","namespace":"aviary.notifier","doc":"A message was handed over to its channel.","fields":[${META_FIELD},{"name":"messageId","doc":"The message.","type":{"type":"string","logicalType":"uuid"}},{"name":"recipientId","doc":"The person told.","type":{"type":"string","logicalType":"uuid"}},{"name":"transportId","doc":"What the channel knows it by, such as the Message-ID of an e-mail.","type":["null","string"],"default":null}]}`,
  },
];
