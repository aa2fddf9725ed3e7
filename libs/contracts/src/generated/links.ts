// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** Every fact that the log of `links` can hold. */
export type LinksEvent = Fact<'LogEpochOpened', LogEpochOpened>;

/** Every version of these, oldest first. */
export const linksEvents: readonly EventType[] = [
  {
    service: 'links',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.links","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
];
