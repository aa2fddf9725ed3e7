import { behindVarint, varintAt } from './varint.js';

const SLASH = 0x2f;

/** A message of a partition, as a view of the bytes that came with it: nothing is copied, or cut out, until it is asked for. */
export class TopicMessage {
  /** @param at where its key begins, with its length, behind which its value lies */
  constructor(
    readonly offset: number,
    private readonly bytes: Buffer,
    private readonly at: number,
  ) {}

  get key(): Buffer | null {
    return this.piece(this.at);
  }

  /** Null for a tombstone. */
  get value(): Buffer | null {
    const key = varintAt(this.bytes, this.at);
    return this.piece(behindVarint(this.bytes, this.at) + Math.max(0, key));
  }

  /** Whether its key says that it is of the tenant: `<tenant>/<streamId>`. */
  isOf(tenant: string): boolean {
    const { bytes } = this;
    const at = behindVarint(bytes, this.at);
    if (varintAt(bytes, this.at) <= tenant.length || bytes[at + tenant.length] !== SLASH) return false;
    for (let i = 0; i < tenant.length; i += 1) if (bytes[at + i] !== tenant.charCodeAt(i)) return false;
    return true;
  }

  private piece(at: number): Buffer | null {
    const length = varintAt(this.bytes, at);
    const begin = behindVarint(this.bytes, at);
    return length < 0 ? null : this.bytes.subarray(begin, begin + length);
  }
}
