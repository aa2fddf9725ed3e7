import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, of, tap } from 'rxjs';
import { type CommandContext } from '#libs/event-store';
import { unprocessable } from '#libs/kernel';
import { ServiceParts } from '../parts.js';
import { type AviaryReply, type AviaryRequest, isRead } from '../request.js';
import { commandContextOf } from './command-context.js';

function tell(reply: AviaryReply, result: NonNullable<CommandContext['result']>): void {
  if (result.position !== '') void reply.header('Aviary-Position', result.position);
  if (result.replayed) void reply.header('Idempotency-Replayed', 'true');
}

/**
 * Answers a command that was executed before as it was answered then, without deciding anew, and tells each command's
 * place in the log. Two that come at the same time both pass here; the log lets one of them through.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly parts: ServiceParts) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<AviaryRequest>();
    if (isRead(request)) return next.handle();
    const reply = context.switchToHttp().getResponse<AviaryReply>();
    if (request.headers['idempotency-key'] !== undefined && request.tenant !== undefined) {
      const answered = await this.answered(commandContextOf(request));
      if (answered !== undefined) {
        tell(reply, { position: answered.position, replayed: true });
        return of(answered.answer);
      }
    }
    return next.handle().pipe(
      tap(() => {
        const result = request.commandContext?.result;
        if (result !== undefined) tell(reply, result);
      }),
    );
  }

  /** @throws DomainError `idempotency-key-reused` (422) when the key was used for another request */
  private async answered({
    tenant,
    idempotency,
  }: CommandContext): Promise<{ answer: unknown; position: string } | undefined> {
    const { log } = this.parts;
    if (log === undefined || idempotency === undefined) return undefined;
    const found = await log.answered(tenant, idempotency.key);
    if (found === undefined) return undefined;
    if (found.requestHash !== idempotency.requestHash)
      throw unprocessable(
        'idempotency-key-reused',
        'This Idempotency-Key was used for another request: make a new one.',
        {
          field: 'Idempotency-Key',
        },
      );
    return { answer: found.answer, position: `${log.service}=${found.epoch}.${found.position}` };
  }
}
