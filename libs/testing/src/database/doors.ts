import { ControlDatabase, type Persistence, TenantDatabases, TenantRegistry } from '#libs/tenancy';
import { testConfig } from '../config.js';

/** The tenancy of one service without its application around it. */
export async function openDoors(
  service: string,
  persistence: Partial<Persistence> = {},
): Promise<{ readonly databases: TenantDatabases; close(): Promise<void> }> {
  const config = await testConfig(service);
  const control = new ControlDatabase(config);
  const whole = { migrations: [], entities: [], ...persistence };
  const databases = new TenantDatabases(config, whole, new TenantRegistry(control));
  return {
    databases,
    async close() {
      await databases.close();
      await control.pool.end();
    },
  };
}
