const uuid = { type: 'string', logicalType: 'uuid' };
const time = { type: 'long', logicalType: 'timestamp-millis' };

/**
 * The fields of `meta`, frozen for good: consumers read them from any record without a registry. Written out here a second
 * time so that a change in the schemas, even one made to all of them at once, is refused.
 */
export const FROZEN_META: readonly { readonly name: string; readonly type: unknown; readonly default?: unknown }[] = [
  { name: 'event', type: 'string' },
  { name: 'schemaVersion', type: 'int' },
  { name: 'epoch', type: 'int' },
  { name: 'position', type: 'long' },
  { name: 'eventId', type: uuid },
  { name: 'tenant', type: 'string' },
  { name: 'streamId', type: 'string' },
  { name: 'version', type: 'long' },
  { name: 'occurredAt', type: time },
  { name: 'recordedAt', type: time },
  { name: 'actor', type: ['null', 'string'], default: null },
  { name: 'correlationId', type: uuid },
  { name: 'causationId', type: ['null', uuid], default: null },
  { name: 'traceparent', type: ['null', 'string'], default: null },
  { name: 'ext', type: { type: 'map', values: 'string' }, default: {} },
];
