import { Readable } from 'node:stream';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type CommandContext } from '#libs/event-store';
import { invalid } from '#libs/kernel';
import { formatTraceparent, parseTraceparent } from '#libs/platform';
import { hasPermission, permissionRequired } from '#libs/security';
import { instant, pastInstant } from '../input/fields.js';
import { type AviaryRequest, singleHeader } from '../request.js';
import { idempotencyOf } from './idempotency-key.js';

const IMPORTS = 'imports.can_add';
const OCCURRED_AT = 'Aviary-Occurred-At';

/** The past may be told of, by an import; nobody else says when something happened. */
function occurredAtOf(request: AviaryRequest): number | undefined {
  const given = singleHeader(request.headers[OCCURRED_AT.toLowerCase()]);
  if (given === undefined) return undefined;
  if (!hasPermission(request.principal, IMPORTS)) throw permissionRequired(IMPORTS);
  const parsed = instant.safeParse(given);
  if (!parsed.success)
    throw invalid('invalid-instant', `${OCCURRED_AT} must be a moment as 2026-11-21T09:30:00Z.`, {
      field: OCCURRED_AT,
    });
  if (!pastInstant.safeParse(given).success)
    throw invalid('in-the-future', `${OCCURRED_AT} tells of the past: it must not lie in the future.`, {
      field: OCCURRED_AT,
    });
  return Date.parse(parsed.data);
}

/** The place of the command in a trace: its request's span, or, where nothing is traced here, what the client said. */
function traceparentOf({ span, headers }: AviaryRequest): string | null {
  const place = span ? span.spanContext() : parseTraceparent(singleHeader(headers['traceparent']) ?? '');
  return place ? formatTraceparent(place) : null;
}

function makeContext(request: AviaryRequest): CommandContext {
  if (request.tenant === undefined) throw new Error('A route without a tenant takes a command.');
  const actor = request.principal?.userId ?? null;
  const key = singleHeader(request.headers['idempotency-key']);
  const occurredAt = occurredAtOf(request);
  // What has not come yet cannot be told from something else.
  const body = request.body instanceof Readable ? null : request.body;
  return {
    tenant: request.tenant,
    actor,
    correlationId: request.scope.correlationId,
    traceparent: traceparentOf(request),
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(key === undefined
      ? {}
      : { idempotency: idempotencyOf(key, { method: request.method, url: request.url, actor, body }) }),
  };
}

/**
 * The context of the request's command, made once: the interceptors see in it what the execution fills in.
 *
 * @throws DomainError `invalid-idempotency-key`, `invalid-instant`, `permission-required`
 */
export function commandContextOf(request: AviaryRequest): CommandContext {
  request.commandContext ??= makeContext(request);
  return request.commandContext;
}

/** Hands the `CommandContext` (tenant, actor, correlation id, idempotency key) to a controller's method. */
export const Command = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext =>
  commandContextOf(context.switchToHttp().getRequest<AviaryRequest>()),
);
