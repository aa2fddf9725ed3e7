import { createHash } from 'node:crypto';
import { canonicalJson, invalid } from '#libs/kernel';
import { pathOf } from '../request.js';

const FIELD = 'Idempotency-Key';
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Call {
  readonly method: string;
  readonly url: string;
  readonly actor: string | null;
  readonly body: unknown;
}

/**
 * What a client's key stands for: itself, with the actor, the method and the path it was sent to (a tenant has a log of
 * its own). The hash of the query and the body tells whether it comes again for the same request.
 *
 * @throws DomainError `invalid-idempotency-key` unless it is 1 to 200 printable ASCII characters
 */
export function idempotencyOf(key: string, call: Call): { key: string; requestHash: string } {
  if (!PRINTABLE.test(key))
    throw invalid('invalid-idempotency-key', `${FIELD} takes 1 to 200 printable ASCII characters.`, { field: FIELD });
  const path = pathOf(call.url);
  const query = call.url.slice(path.length);
  return {
    key: sha256([call.actor ?? '', call.method, path, key].join('\n')),
    requestHash: sha256(`${query}\n${canonicalJson(call.body ?? null)}`),
  };
}
