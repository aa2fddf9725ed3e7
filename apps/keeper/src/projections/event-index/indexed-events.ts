/**
 * By service, every event there is but `LogEpochOpened`, which tells of a log and not of the company. A new event goes in
 * here with a new version of the view: one that was recorded before it was in would be missing.
 */
export const INDEXED = {
  auth: [
    ...['UserRegistered', 'UserActivated', 'UserDeactivated', 'UserRenamed', 'RolesChanged', 'PermissionsChanged'],
    ...['PersonErased', 'LoggedIn', 'LoggedOut', 'LoginFailed'],
  ],
  employees: ['EmployeeHired', 'EmployeeChanged', 'EmployeeLeft', 'PositionDefined', 'DepartmentDefined'],
  tasks: [
    ...['TaskCreated', 'TaskAssigned', 'TaskCompleted', 'ProjectCreated'],
    ...['ImportStarted', 'ImportFinished', 'ImportAbandoned'],
  ],
  accounting: [
    ...['AssignmentFeeCharged', 'CompletionRewardCredited', 'PayoutIssued', 'EntryReversed'],
    ...['BillingCycleSealed', 'BillingCycleClosed'],
  ],
  notifier: ['MessageRequested', 'MessageSent', 'DeliveryFailed'],
  tenants: ['TenantCreated', 'TenantSettingsChanged'],
  keeper: ['AlarmRaised', 'AlarmCleared', 'DeadLetterRetried', 'DeadLetterDiscarded'],
} as const satisfies Record<string, readonly string[]>;

const services = new Map<string, string>(
  Object.entries(INDEXED).flatMap(([service, events]) => events.map((event) => [event, service] as const)),
);

/** In whose log events of this name are: a name is in one log only. @throws Error for a name that is in none */
export function serviceOf(event: string): string {
  const service = services.get(event);
  if (service === undefined) throw new Error(`No log is known to have events named ${event}.`);
  return service;
}
