import { type Span } from '@opentelemetry/api';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type CommandContext } from '#libs/event-store';
import { type RequestContext } from '#libs/platform';
import { type GuardedRequest } from '#libs/security';

/** A request with what our hooks and guards have found out about it. */
export interface AviaryRequest extends FastifyRequest, Pick<GuardedRequest, 'tenant' | 'principal'> {
  /** Set first of all. */
  scope: RequestContext;
  /** Its span, if it is traced. */
  span?: Span;
  /** Made when first asked for. */
  commandContext?: CommandContext;
}

export type AviaryReply = FastifyReply;

/** The path that was asked for, without the query, which may hold what is not for logs. */
export function pathOf(url: string | undefined): string {
  return (url ?? '/').split('?', 1)[0] ?? '/';
}

/** A header that must not come twice; undefined if it is absent or empty. */
export function singleHeader(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request changes nothing: what is sent along for commands is then of no interest. */
export const isRead = ({ method }: Pick<AviaryRequest, 'method'>): boolean => READS.has(method);
