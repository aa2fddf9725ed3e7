import { Inject, Injectable } from '@nestjs/common';
import { Sealing } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { CursorStore } from './cursor-store.js';
import { Subscriptions } from './subscriptions.js';

/** What all who read topics work with. */
@Injectable()
export class ReadingTools {
  constructor(
    readonly store: CursorStore,
    readonly tenants: TenantRegistry,
    readonly sealing: Sealing,
    readonly subscriptions: Subscriptions,
    @Inject(MESSAGING_SETTINGS) readonly settings: MessagingSettings,
  ) {}
}
