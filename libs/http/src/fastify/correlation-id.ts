import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { isUuid } from '#libs/kernel';
import { singleHeader } from '../request.js';

export const CORRELATION_HEADER = 'X-Correlation-Id';

/** The client's own, if it is a UUID; otherwise a new one: it is a means of tracing, nothing to refuse a request for. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = singleHeader(headers['x-correlation-id'])?.toLowerCase();
  return given !== undefined && isUuid(given) ? given : randomUUID();
}
