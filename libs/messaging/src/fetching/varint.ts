const MOST_BYTES = 5;

/** A number of at most 32 bits as it stands in records: zigzag, seven bits to a byte, the lowest first. Undefined bytes are 0. */
export function varintAt(bytes: Buffer, at: number): number {
  let raw = 0;
  for (let place = 0; place < MOST_BYTES; place += 1) {
    const byte = bytes[at + place] ?? 0;
    raw |= (byte & 0x7f) << (7 * place);
    if (byte < 0x80) break;
  }
  return (raw >>> 1) ^ -(raw & 1);
}

/** Where it ends; also of one with more bits. */
export function behindVarint(bytes: Buffer, at: number): number {
  let end = at;
  while ((bytes[end] ?? 0) >= 0x80) end += 1;
  return end + 1;
}
