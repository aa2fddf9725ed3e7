import { type IncomingHttpHeaders } from 'node:http';

/** Who asks, as the access token says. */
export interface Principal {
  /** The person's UUID, the same in every service; `system:<name>` for the local command line. */
  readonly userId: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  /** The union of what the roles allow, as `<resource>.can_<verb>`. */
  readonly permissions: readonly string[];
  /** The session the token was issued in. */
  readonly sessionId?: string;
}

/** What the guards find on a request, and leave there. */
export interface GuardedRequest {
  readonly headers: IncomingHttpHeaders;
  /** The name of the tenant the request is about; absent on routes that belong to none. */
  tenant?: string;
  principal?: Principal;
}

/** Whether the person may do something; nobody may on public routes. */
export function hasPermission(principal: Principal | undefined, permission: string): boolean {
  return principal?.permissions.includes(permission) ?? false;
}
