/**
 * The tenant that a request means by its host.
 *
 * @param host the `Host` header, with or without a port
 * @param baseDomain the domain whose first label is the tenant, as `localhost` in `acme.localhost`
 * @returns the name before the base domain, not yet checked to exist; `fallback` where there is none
 */
export function tenantOfHost(host: string | undefined, baseDomain: string, fallback: string): string {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  const suffix = `.${baseDomain}`;
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : fallback;
}
