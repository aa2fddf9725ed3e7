import { Injectable } from '@nestjs/common';
import { DeadLetterTools } from '#libs/messaging';
import { Metrics, StatusRegistry } from '#libs/platform';
import { TenantDatabases } from '#libs/tenancy';

/** What all views of a service work with. */
@Injectable()
export class ViewTools {
  constructor(
    readonly databases: TenantDatabases,
    readonly deadLetters: DeadLetterTools,
    readonly status: StatusRegistry,
    readonly metrics: Metrics,
  ) {}
}
