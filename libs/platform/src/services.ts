/**
 * The services in the order of their default ports. A service that starts alone listens on its own, and finds the
 * others there, unless told otherwise.
 */
export const SERVICES = [
  'gateway',
  'auth',
  'employees',
  'tasks',
  'accounting',
  'analytics',
  'notifier',
  'tenants',
  'keeper',
] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Those that keep a log, and so have a database of each tenant: all but the gateway. */
export const SERVICES_WITH_LOG: readonly ServiceName[] = SERVICES.filter((service) => service !== 'gateway');

const GATEWAY_PORT = 8080;
const FIRST_INNER_PORT = 8100;

/** The port a service listens on by default: 8080 for the gateway, 8101, 8102 … for those behind it. */
export function defaultPort(service: string): number {
  const place = SERVICES.indexOf(service as ServiceName);
  return place <= 0 ? GATEWAY_PORT : FIRST_INNER_PORT + place;
}
