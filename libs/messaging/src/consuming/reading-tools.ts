import { Inject, Injectable } from '@nestjs/common';
import { TenantRegistry } from '#libs/tenancy';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { CursorStore } from './cursor-store.js';
import { Subscriptions } from './subscriptions.js';
import { TenantBatches } from './tenant-batches.js';

/** What all who read topics work with. */
@Injectable()
export class ReadingTools {
  constructor(
    readonly store: CursorStore,
    readonly tenants: TenantRegistry,
    readonly batches: TenantBatches,
    readonly subscriptions: Subscriptions,
    @Inject(MESSAGING_SETTINGS) readonly settings: MessagingSettings,
  ) {}
}
