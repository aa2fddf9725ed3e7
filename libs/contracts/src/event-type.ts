/** One version of one event, as the catalogue lists it. */
export interface EventType {
  readonly service: string;
  readonly event: string;
  readonly version: number;
  /** JSON text of the whole record, `meta` included. */
  readonly schema: string;
  /** Dotted paths of the sealed fields in the body: `name`, `before.name`. */
  readonly pii: readonly string[];
  /** The body's field with the UUID of the person whose data these are; null where there are none. */
  readonly piiSubject: string | null;
}
