import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { currentContext } from '#libs/platform';
import { PERMISSION, PUBLIC } from './decorators.js';
import { permissionRequired, tokenOfOtherTenant } from './errors.js';
import { type GuardedRequest, hasPermission } from './principal.js';
import { TokenVerifier } from './token.verifier.js';

/** Stands before every route: who asks, are they of this tenant, and may they? Routes are closed unless `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Reactors act by themselves, not for a person.
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const principal = await this.tokens.verify(request);
    if (request.tenant !== undefined && principal.tenant !== request.tenant) throw tokenOfOtherTenant();
    request.principal = principal;
    const scope = currentContext();
    if (scope !== undefined) scope.actor = principal.userId;
    const permission = this.reflector.getAllAndOverride<string | undefined>(PERMISSION, targets);
    if (permission !== undefined && !hasPermission(principal, permission)) throw permissionRequired(permission);
    return true;
  }
}
