import { createHmac } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AviaryRequest, commandContextOf } from '#libs/http';
import { deriveSecret, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';

/**
 * For commands that carry a password. With an idempotency key a hash of the request is kept, and a plain one could be
 * tried against likely passwords by whoever reads it; this one takes the service's secret as well.
 */
@Injectable()
export class KeyedRequestGuard implements CanActivate {
  private readonly secret: string;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'serviceSecret'>) {
    this.secret = deriveSecret(config.serviceSecret, 'requests');
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AviaryRequest>();
    const command = commandContextOf(request);
    if (command.idempotency) {
      const requestHash = createHmac('sha256', this.secret).update(command.idempotency.requestHash).digest('hex');
      request.commandContext = { ...command, idempotency: { ...command.idempotency, requestHash } };
    }
    return true;
  }
}
