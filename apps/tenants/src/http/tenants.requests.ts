import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, page, type Page } from '#libs/http';
import { ListTenants } from '../application/list-tenants.js';
import { type ProvisionedTenant } from '../application/provision-tenant.js';
import { type ListTenantsQuery, toTenantDto } from './tenant.dto.js';

const Cursor = z.string();

/** Requests that read the registry. */
@Injectable()
export class TenantsRequests {
  constructor(private readonly tenants: ListTenants) {}

  async list({ cursor, limit }: ListTenantsQuery): Promise<Page<ProvisionedTenant>> {
    const rows = await this.tenants.execute(decodeCursor(cursor, Cursor), limit + 1);
    return page(rows, limit, ({ name }) => name, toTenantDto);
  }
}
