import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { tokenMissing } from './errors.js';
import { type GuardedRequest, type Principal } from './principal.js';

export const PUBLIC = 'aviary:public';
export const PERMISSION = 'aviary:permission';

/** Anybody may call the route; a token that is sent along is not looked at. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true));

/**
 * Only who has the permission may call the route; others get 403 `permission-required`, which names it.
 *
 * @param permission `<resource>.can_<verb>`
 */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PERMISSION, permission), ApiExtension('x-permission', permission), ApiSecurity('bearer'));

/** Hands the `Principal` to a controller's method; 401 `token-missing` where a public route asks for one. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
  if (principal === undefined) throw tokenMissing();
  return principal;
});
