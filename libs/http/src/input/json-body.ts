import { invalid, type DomainError } from '#libs/kernel';

/** Deeper than any input of ours, and far from what recursive code could not bear. */
export const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

const utf8 = new TextDecoder('utf-8', { fatal: true });

const malformed = (detail: string, cause?: unknown): DomainError =>
  invalid('malformed-json', detail, { field: 'body', cause });

/** Measured on the raw bytes and given up at once: parsing a megabyte of brackets first takes 150 ms. */
function nestsTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) {
      if (++depth > MAX_DEPTH) return true;
    } else if (CLOSING.has(byte)) depth--;
  }
  return false;
}

/**
 * Reads a JSON body. An empty one is `undefined`: whether there must be one is for the route's schema to say.
 *
 * @throws DomainError `nested-too-deep`, `malformed-json` (also for text that is not UTF-8)
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  if (nestsTooDeep(bytes))
    throw invalid('nested-too-deep', `The body nests more than ${MAX_DEPTH} levels deep.`, { field: 'body' });
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (error) {
    throw malformed('The body is not valid UTF-8.', error);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text, and would be logged.
    throw malformed('The body is not valid JSON.');
  }
}
