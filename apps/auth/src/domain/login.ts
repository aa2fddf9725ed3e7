/**
 * The form of a login under which it is unique in a tenant: letters of either case, and the several ways of writing the
 * same character, count as one.
 */
export function canonicalLogin(login: string): string {
  return login.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}
