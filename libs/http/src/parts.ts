import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EventLog } from '#libs/event-store';
import { DeadLetters, LogCustody, ReactorTransport, Subscriptions } from '#libs/messaging';
import { Rebuilds } from '#libs/projections';
import { TenantRegistry } from '#libs/tenancy';

/** What a service may have, wherever its modules provide it. The gateway has none of it, keeper no log of its own. */
@Injectable()
export class ServiceParts {
  constructor(private readonly modules: ModuleRef) {}

  get tenants(): TenantRegistry | undefined {
    return this.find(TenantRegistry);
  }

  get log(): EventLog | undefined {
    return this.find(EventLog);
  }

  get custody(): LogCustody | undefined {
    return this.find(LogCustody);
  }

  get deadLetters(): DeadLetters | undefined {
    return this.find(DeadLetters);
  }

  get subscriptions(): Subscriptions | undefined {
    return this.find(Subscriptions);
  }

  get reactors(): ReactorTransport | undefined {
    return this.find(ReactorTransport);
  }

  get rebuilds(): Rebuilds | undefined {
    return this.find(Rebuilds);
  }

  private find<T>(part: Type<T>): T | undefined {
    try {
      return this.modules.get(part, { strict: false });
    } catch {
      return undefined;
    }
  }
}
