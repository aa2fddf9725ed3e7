import { rolePassword } from '#libs/platform';
import { type Connection, type Server } from './connection.js';
import { serviceRoleOf } from './names.js';

/** How a service connects as its role for a tenant. */
export function roleConnection(
  server: Server,
  tenant: string,
  { service, serviceSecret }: { service: string; serviceSecret: string },
  database: string,
): Connection {
  const user = serviceRoleOf(tenant, service);
  return { host: server.host, port: server.port, user, password: rolePassword(serviceSecret, user), database };
}
