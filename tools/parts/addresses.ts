import type { Home } from './home.js';
import { host } from './free-port.js';
import type { PartsAddresses, PartsConnections, PortName } from './types.js';

/** PostgreSQL's first user, for provisioning only. */
export const superuser = 'postgres';

/** Address of the registry's Confluent API. */
export const registryUrl = (port: number) => `http://${host}:${port}/apis/ccompat/v7`;

/** Where the parts answer, without secrets. */
export function addressesOf(ports: Record<PortName, number>): PartsAddresses {
  return {
    postgres: { host, port: ports.postgres, superuser },
    kafka: { bootstrap: `${host}:${ports.kafka}` },
    registry: { url: registryUrl(ports.registry) },
  };
}

/** The same with the superuser's password, as `startParts` hands it over. */
export function connectionsOf(ports: Record<PortName, number>, home: Home): PartsConnections {
  const addresses = addressesOf(ports);
  return { ...addresses, postgres: { ...addresses.postgres, password: home.secrets.postgresPassword } };
}
