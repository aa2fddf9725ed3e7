import { Injectable } from '@nestjs/common';
import { logHeads } from '#libs/event-store';
import { unavailable } from '#libs/kernel';
import { Subscriptions } from '#libs/messaging';
import { TenantDatabases } from '#libs/tenancy';
import { PeopleQuery } from '../projections/assignable-people/assignable-people.query.js';

const WAIT_MS = 5_000;

/**
 * Who may be drawn, once all that `auth` has said is known. For what is told of the past: told again, it must come out the
 * same, so nobody may be missing because the news of them was late. What happens now rather goes on without them.
 */
@Injectable()
export class PeopleCaughtUp {
  constructor(
    private readonly databases: TenantDatabases,
    private readonly subscriptions: Subscriptions,
    private readonly people: PeopleQuery,
  ) {}

  /** The ids, in a fixed order. @throws DomainError `people-behind` (503) when it is not all known within 5 s */
  async assignable(tenant: string): Promise<string[]> {
    const heads = await logHeads(await this.databases.of(tenant));
    const auth = heads.find(({ service }) => service === 'auth');
    if (auth && !(await this.subscriptions.reached(tenant, 'auth', auth.epoch, auth.position, WAIT_MS)))
      throw unavailable('people-behind', 'It is not known yet who may be given tasks; try again.');
    return await this.people.assignable(tenant);
  }
}
