export * from './catalogue.js';
export { decodeBody, encodeBody } from './codec.js';
export * from './errors.js';
export * from './event-type.js';
export * from './generated/index.js';
export { withEpochTimes, withIsoTimes } from './iso-times.js';
export * from './record.js';
export { currentName, formerNames, refuseReplaced } from './replaced-events.js';
