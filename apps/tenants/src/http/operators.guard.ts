import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type AviaryRequest } from '#libs/http';
import { forbidden } from '#libs/kernel';
import { SYSTEM_TENANT } from '#libs/tenancy';

/** Lets in only who belongs to the system tenant: what is behind it is about all tenants. */
@Injectable()
export class OperatorsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { tenant } = context.switchToHttp().getRequest<AviaryRequest>();
    if (tenant === SYSTEM_TENANT) return true;
    throw forbidden('operators-only', `Only operators of the installation, in tenant "${SYSTEM_TENANT}", may do this.`);
  }
}
