// Generated from schemas/ by `npm run generate`. Do not edit.

import { type EventType } from '../event-type.js';
import { accountingEvents } from './accounting.js';
import { analyticsEvents } from './analytics.js';
import { authEvents } from './auth.js';
import { employeesEvents } from './employees.js';
import { keeperEvents } from './keeper.js';
import { linksEvents } from './links.js';
import { notifierEvents } from './notifier.js';
import { tasksEvents } from './tasks.js';
import { tenantsEvents } from './tenants.js';

export * from './consumers.js';
export * from './accounting.js';
export * from './analytics.js';
export * from './auth.js';
export * from './employees.js';
export * from './keeper.js';
export * from './links.js';
export * from './notifier.js';
export * from './tasks.js';
export * from './tenants.js';
export * from './shared.js';

/** Every version of every event, by service and name, oldest version first. */
export const catalogue: readonly EventType[] = [
  ...accountingEvents,
  ...analyticsEvents,
  ...authEvents,
  ...employeesEvents,
  ...keeperEvents,
  ...linksEvents,
  ...notifierEvents,
  ...tasksEvents,
  ...tenantsEvents,
];
