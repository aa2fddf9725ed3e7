import { type DomainError, forbidden, unauthenticated, unavailable } from '#libs/kernel';

/** 401: no access token was sent. */
export const tokenMissing = (): DomainError =>
  unauthenticated('token-missing', 'Log in and send the access token as "Authorization: Bearer …".');

/** 401: it was good once. */
export const tokenExpired = (): DomainError =>
  unauthenticated('token-expired', 'The access token has expired: refresh it or log in again.');

/** 401: not one of ours, or not for us. */
export const tokenInvalid = (cause?: unknown): DomainError =>
  unauthenticated('token-invalid', 'The access token is not valid: log in again.', { cause });

/** 401: of another tenant than the request is about. */
export const tokenOfOtherTenant = (): DomainError =>
  unauthenticated('token-of-other-tenant', 'The access token belongs to another tenant: log in at this one.');

/** 403: known, but not allowed. */
export const permissionRequired = (permission: string): DomainError =>
  forbidden('permission-required', `This needs the permission ${permission}.`, { extra: { permission } });

/** 503: the keys that tokens are checked with cannot be had for now. */
export const keysUnavailable = (cause: unknown): DomainError =>
  unavailable('signing-keys-unavailable', 'Access tokens cannot be checked for now: try again shortly.', { cause });
