/** The oldest Node.js that Aviary runs on. */
export const oldestNode = '20.19';

/**
 * Whether a Node.js is new enough.
 * @param {string} version such as `20.19.0`
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
