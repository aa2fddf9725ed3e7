import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Asker, ServiceCaller } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { type ImportedPerson } from '../domain/imported-person.js';

/** Who keeps people, and where they take those of the past. */
const KEEPERS = [
  ['auth', '/api/users/imports'],
  ['employees', '/api/employees/imports'],
] as const;

const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** Has people whom an import names made users and employees, each under the one id that they have as assignees. */
@Injectable()
export class MakePeople {
  constructor(private readonly services: ServiceCaller) {}

  /**
   * In the name of whoever imports. Who is there already stays as they are.
   *
   * @param people at most 1,000
   * @throws DomainError what the services refuse, and `service-unavailable` (503) when one stays away for half a minute
   */
  async execute(asker: Asker, people: readonly ImportedPerson[]): Promise<void> {
    if (people.length === 0) return;
    const items = people.map(({ id, name, since }) => ({ id, name, since: new Date(since).toISOString() }));
    await Promise.all(KEEPERS.map(([service, path]) => this.patiently(service, path, asker, { items })));
  }

  /** What took effect and was not answered is found done by the next attempt. */
  private async patiently(service: string, path: string, asker: Asker, body: object): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await this.services.post(service, path, asker, body, PATIENCE_MS);
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind !== 'unavailable' || Date.now() > deadline) throw error;
        await pause(PAUSE_MS);
      }
    }
  }
}
