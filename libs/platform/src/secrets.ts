import { createHmac } from 'node:crypto';

/**
 * Derives a secret for one purpose from another (HMAC-SHA256), so that an installation keeps a single master secret and
 * a process is given only what it needs.
 *
 * @returns 64 hexadecimal digits
 */
export function deriveSecret(secret: string, label: string): string {
  return createHmac('sha256', secret).update(label).digest('hex');
}

/** The secret a service derives its own from: knowing it opens no other service. */
export function serviceSecret(master: string, service: string): string {
  return deriveSecret(master, `service:${service}`);
}

/** The secret that wraps the keys of persons. */
export function sealingSecret(master: string): string {
  return deriveSecret(master, 'sealing');
}

/** The password of a PostgreSQL role that belongs to the service. */
export function rolePassword(secretOfService: string, role: string): string {
  return deriveSecret(secretOfService, `role:${role}`);
}
