import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { notFound } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { ServiceParts } from './parts.js';
import { type AviaryRequest, singleHeader } from './request.js';

const NO_TENANT = 'aviary:no-tenant';
const NAME = /^[a-z][a-z0-9-]{1,30}$/;

/** The header by which the gateway tells the services whose request it is; it drops any that comes from outside. */
export const TENANT_HEADER = 'aviary-tenant';

/** The route belongs to no tenant: none is looked up. */
export const NoTenant = (): MethodDecorator & ClassDecorator => SetMetadata(NO_TENANT, true);

/** Hands the name of the request's tenant to a controller's method. */
export const RequestTenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { tenant } = context.switchToHttp().getRequest<AviaryRequest>();
  // A service that knows no tenants (the gateway) has nothing to say about one.
  if (tenant === undefined) throw notFound('no-such-route', 'There is nothing at this path.');
  return tenant;
});

/** Finds out which tenant a request is about, before anything else is decided about it. */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly parts: ServiceParts,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError `unknown-tenant` (404), `tenant-suspended` (403), `tenant-not-ready` (503) */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(NO_TENANT, targets)) return true;
    const { tenants } = this.parts;
    if (tenants === undefined) return true;
    const request = context.switchToHttp().getRequest<AviaryRequest>();
    const name = singleHeader(request.headers[TENANT_HEADER]) ?? this.config.defaultTenant;
    if (!NAME.test(name)) throw notFound('unknown-tenant', 'There is no such tenant.', { field: 'tenant' });
    await tenants.get(name);
    request.tenant = name;
    request.scope.tenant = name;
    return true;
  }
}
