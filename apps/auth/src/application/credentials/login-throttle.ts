import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { FailureWindow } from './failure-window.js';

const WINDOW_MS = 60_000;
const ALLOWED = 10;
/** Tests and demos log in wrongly all the time. */
const ALLOWED_LOCALLY = 10_000;

/** Slows down who tries passwords for a login: so many failures a minute, then it has to wait. Kept per process. */
@Injectable()
export class LoginThrottle {
  private readonly failures: FailureWindow;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'mode'>) {
    this.failures = new FailureWindow(config.mode === 'local' ? ALLOWED_LOCALLY : ALLOWED, WINDOW_MS);
  }

  /**
   * Counts an attempt as a failure until it has succeeded, so that many at the same time are no way around.
   *
   * @throws DomainError `too-many-logins` (429) with the seconds to wait as `retryAfter`
   */
  begin(key: Buffer): void {
    const wait = this.failures.waitFor(key.toString('hex'), Date.now());
    if (wait > 0) throw tooManyLogins(Math.ceil(wait / 1000));
    this.failures.add(key.toString('hex'), Date.now());
  }

  succeeded(key: Buffer): void {
    this.failures.forget(key.toString('hex'));
  }

  /** The attempt came to no end, through no fault of whoever made it. */
  undecided(key: Buffer): void {
    this.failures.undo(key.toString('hex'));
  }
}

const tooManyLogins = (retryAfter: number) =>
  new DomainError({
    code: 'too-many-logins',
    kind: 'too-many',
    message: `Too many wrong passwords for this login; try again in ${retryAfter} seconds.`,
    extra: { retryAfter },
  });
