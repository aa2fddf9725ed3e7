/** What ids, positions and days are made of: nobody's name. */
const HARMLESS =
  /^((account|employee|import|project|task|user)(:|%3A))?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,6}|\d{4}-\d\d-\d\d)$/i;

/**
 * The path of a request as it may stand in the log: every part that is neither the route's own nor an id is left out, since
 * people write names where ids belong. What a route takes whole (`/api/users/*` of the gateway) is told if it was served.
 *
 * @param route the pattern of the route that was found, if there was one
 */
export function loggedPath(path: string, route: string | undefined, status: number): string {
  const own = (route ?? '').split('/');
  const whole = status < 400 && own.at(-1) === '*' ? own.length - 1 : Infinity;
  return path
    .split('/')
    .map((part, at) => (part === own[at] || part === '' || at >= whole || HARMLESS.test(part) ? part : '*'))
    .join('/');
}
