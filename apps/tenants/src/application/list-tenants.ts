import { Injectable } from '@nestjs/common';
import { type Tenant, TenantRegistry } from '#libs/tenancy';

/** All tenants of the installation, whatever their state. */
@Injectable()
export class ListTenants {
  constructor(private readonly registry: TenantRegistry) {}

  /** @param after the name that comes before those asked for */
  async execute(after: string | undefined, limit: number): Promise<Tenant[]> {
    const tenants = await this.registry.all();
    return tenants.filter(({ name }) => after === undefined || name > after).slice(0, limit);
  }
}
