import { Injectable, type InjectionToken } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EventLog } from '#libs/event-store';
import { DeadLetters, LogCustody, ReactorTransport, Subscriptions } from '#libs/messaging';
import { Rebuilds } from '#libs/projections';
import { TenantRegistry } from '#libs/tenancy';
import { STREAM_STATES, type StreamStates } from './reading/stream-states.js';

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

  /** What its streams have led to, as far as it tells. */
  get states(): StreamStates | undefined {
    return this.find<StreamStates>(STREAM_STATES);
  }

  private find<T>(part: InjectionToken<T>): T | undefined {
    try {
      return this.modules.get<T>(part, { strict: false });
    } catch {
      return undefined;
    }
  }
}
