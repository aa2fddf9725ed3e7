import { type CanActivate, Inject, Injectable } from '@nestjs/common';
import { notFound } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';

/** The mailbox exists on a developer's machine only; elsewhere it is as if it were not there. */
@Injectable()
export class LocalModeGuard implements CanActivate {
  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /** @throws DomainError `no-such-route` outside local mode */
  canActivate(): boolean {
    if (this.config.mode === 'local') return true;
    throw notFound('no-such-route', 'There is nothing at this address.');
  }
}
