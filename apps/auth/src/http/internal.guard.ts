import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AviaryRequest } from '#libs/http';
import { unauthenticated } from '#libs/kernel';
import { deriveSecret, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';

/** The header that carries the secret. */
export const BOOTSTRAP_HEADER = 'aviary-bootstrap';

/** What whoever knows the secret of this service presents in the header. */
export const bootstrapToken = (serviceSecret: string): string => deriveSecret(serviceSecret, 'bootstrap');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets in only who knows the secret of this service: those who provision the installation. */
@Injectable()
export class InternalGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'serviceSecret'>) {
    this.expected = digest(bootstrapToken(config.serviceSecret));
  }

  canActivate(context: ExecutionContext): boolean {
    const given = context.switchToHttp().getRequest<AviaryRequest>().headers[BOOTSTRAP_HEADER];
    // Digests are of one length, so that the comparison takes the same time whatever was given.
    if (timingSafeEqual(digest(typeof given === 'string' ? given : ''), this.expected)) return true;
    throw unauthenticated('bootstrap-secret-required', 'Only the installation itself may do this.');
  }
}
