import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveSecret, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { canonicalLogin } from '../../domain/login.js';

/**
 * The key under which a login is found. A login is personal, so the table has only this: it tells nothing without the
 * installation's secret, and the same login in two tenants has two keys.
 */
@Injectable()
export class LoginKeys {
  private readonly secret: string;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'sealingSecret'>) {
    this.secret = deriveSecret(config.sealingSecret, 'login-keys');
  }

  /** @returns 32 bytes */
  of(tenant: string, login: string): Buffer {
    return createHmac('sha256', this.secret)
      .update(`${tenant}\0${canonicalLogin(login)}`)
      .digest();
  }
}
