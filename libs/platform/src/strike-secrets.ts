const SECRETS = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'accesstoken',
  'refreshtoken',
]);

const DEEPEST = 6;

/**
 * Replaces credentials, wherever they stand and however their names are capitalised. Written by hand, since the paths
 * that pino redacts name each depth on its own and cost every line of the log, also those that hold nothing to hide.
 *
 * @returns the same value if there is nothing to hide
 */
export function strikeSecrets(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Error || depth > DEEPEST) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const shown = SECRETS.has(key.toLowerCase()) ? '[redacted]' : strikeSecrets(member, depth + 1);
    if (shown === member) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    copy[key] = shown;
  }
  return copy ?? value;
}
