/** An answer as it came. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded if it is JSON, else text; undefined if there is none. */
  readonly body: Body;
}
