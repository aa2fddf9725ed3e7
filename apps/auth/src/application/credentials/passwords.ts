import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { invalid } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Gate } from './gate.js';

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. (2: the number of `Algorithm.Argon2id`.) */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Everybody knows the passwords of the demo company: costly hashes would only make its seed slow. */
const ARGON2ID_LOCAL = { ...ARGON2ID, memoryCost: 1_024, timeCost: 1 } as const;

const SHORTEST_PASSWORD = 8;
const LONGEST_QUEUE = 500;

/** Hashes passwords and checks them. In production it takes a core for some 20 ms each time, so it never gets all of them. */
@Injectable()
export class Passwords {
  private readonly gate = new Gate(Math.max(1, Math.min(4, availableParallelism()) - 1), LONGEST_QUEUE);
  /** What nobody's password is: checking against it takes as long as against somebody's. */
  private readonly decoy = this.hash(randomBytes(32).toString('base64'));

  constructor(@Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'mode'>) {
    this.decoy.catch(() => undefined);
  }

  /** @throws DomainError `password-too-short`; the demo's passwords of five letters pass in local mode */
  assertGood(password: string): void {
    if (this.config.mode === 'production' && Array.from(password).length < SHORTEST_PASSWORD)
      throw invalid('password-too-short', `A password has at least ${SHORTEST_PASSWORD} characters.`, {
        field: 'password',
      });
  }

  /** @returns the hash with its salt and parameters, as text */
  hash(password: string): Promise<string> {
    const cost = this.config.mode === 'production' ? ARGON2ID : ARGON2ID_LOCAL;
    return this.gate.run(() => hash(canonical(password), cost));
  }

  /** Whether the password is the one that was hashed; without a hash it is not, and takes as long to tell. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const against = passwordHash ?? (await this.decoy);
    const same = await this.gate.run(() => verify(against, canonical(password)));
    return same && passwordHash !== undefined;
  }
}

/** Keyboards write the same character in different ways. */
function canonical(password: string): string {
  return password.normalize('NFKC');
}
