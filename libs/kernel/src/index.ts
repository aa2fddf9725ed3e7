export * from './decider.js';
export * from './errors.js';
export * from './event.js';
export * from './ids.js';
export * from './json.js';
export * from './money.js';
export * from './tenant-settings.js';
export * from './time.js';
