import { Injectable } from '@nestjs/common';
import { TenantRegistry } from '#libs/tenancy';
import { type Permission } from '../domain/roles.js';
import { AccessTokens } from './credentials/access-tokens.js';

/** How long it is good for, in seconds: a command line asks anew each time. */
const SYSTEM_TOKEN_SECONDS = 300;

/** Who acts for the installation itself, and what they may do in which tenant. */
export interface SystemGrant {
  readonly tenant: string;
  /** `system:<name>` */
  readonly actor: string;
  readonly permissions: readonly Permission[];
}

/** Gives the installation's own tools a token: they act as themselves, for nobody, and have no session. */
@Injectable()
export class IssueSystemToken {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** @throws DomainError `unknown-tenant` */
  async execute({
    tenant,
    actor: subject,
    permissions,
  }: SystemGrant): Promise<{ accessToken: string; expiresIn: number }> {
    await this.tenants.get(tenant);
    const accessToken = await this.accessTokens.issue(
      { tenant, subject, roles: [], permissions },
      SYSTEM_TOKEN_SECONDS,
    );
    return { accessToken, expiresIn: SYSTEM_TOKEN_SECONDS };
  }
}
