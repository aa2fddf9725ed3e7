import { type ServiceName } from '#libs/platform';

/** What each service is for, as the headings of the API's documentation say it. */
const MEANINGS: Record<ServiceName, string> = {
  gateway: 'The one public door: passes requests on to the service that owns their path.',
  auth: 'Who people are, how they log in, and what they may do.',
  employees: 'Who works for the company, as what, and in which department.',
  tasks: 'What is to be done, whose it is to do, what it costs and pays; projects and imports.',
  accounting: 'Accounts, entries, billing cycles and payouts: what everybody has earned, and why.',
  analytics: 'What the management earned, who is below zero, and which task was the dearest, by sums of its own.',
  notifier: 'Messages to people; in local mode, a mailbox that shows them.',
  tenants: 'The companies that live here, and the settings they work by.',
  keeper: 'Operation: status, views, dead letters, and every event of every log.',
};

/** Undefined for a service that is none of ours, as tests have them. */
export const meaningOf = (service: string): string | undefined =>
  (MEANINGS as Readonly<Record<string, string>>)[service];
