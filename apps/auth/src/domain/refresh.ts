/** How long a refresh token can be used, from the moment it was issued. */
export const REFRESH_TOKEN_MS = 30 * 24 * 3_600_000;

/** A session as the service keeps it, without whom it is of. Times are epoch milliseconds. */
export interface Refreshable {
  /** SHA-256 of the secret that was issued last, in hexadecimal digits. */
  readonly secretHash: string;
  readonly expiresAt: number;
  readonly revoked: boolean;
}

/**
 * What becomes of a genuine refresh token that is presented: each is good for one use. One that was used before has been
 * copied, by whom cannot be told, so the session it belongs to ends.
 *
 * @param secretHash of the token that is presented
 */
export function judgeRefresh(session: Refreshable, secretHash: string, now: number): 'rotate' | 'reused' | 'ended' {
  if (session.revoked || session.expiresAt <= now) return 'ended';
  return session.secretHash === secretHash ? 'rotate' : 'reused';
}
