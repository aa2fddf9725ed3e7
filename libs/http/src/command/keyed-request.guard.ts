import { createHmac } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { deriveSecret, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { type AviaryRequest, isRead } from '../request.js';
import { commandContextOf } from './command-context.js';

/**
 * With an idempotency key a hash of the request is kept. A plain one could be tried against likely passwords and names by
 * whoever reads it; this one takes the service's secret as well.
 */
@Injectable()
export class KeyedRequestGuard implements CanActivate {
  private readonly secret: string;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    this.secret = deriveSecret(config.serviceSecret, 'requests');
  }

  /** @throws DomainError as `commandContextOf` */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<AviaryRequest>();
    const isKeyed = request.headers['idempotency-key'] !== undefined && !isRead(request);
    if (!isKeyed || request.tenant === undefined) return true;
    const command = commandContextOf(request);
    if (command.idempotency) {
      const requestHash = createHmac('sha256', this.secret).update(command.idempotency.requestHash).digest('hex');
      request.commandContext = { ...command, idempotency: { ...command.idempotency, requestHash } };
    }
    return true;
  }
}
