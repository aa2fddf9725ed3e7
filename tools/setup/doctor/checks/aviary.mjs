import { ok, warning } from '../check.mjs';
import { runningOn } from '../running.mjs';

/**
 * `answer` is what the gateway says to "are you ready?": a status, or undefined if it says nothing.
 * @typedef {{ home: string, running: import('../running.mjs').Running | undefined, answer: number | undefined }} AviaryFacts
 */

/** @param {string | undefined} gateway */
async function askReady(gateway) {
  if (gateway === undefined) return undefined;
  try {
    return (await fetch(`${gateway}/readyz`, { signal: AbortSignal.timeout(5_000) })).status;
  } catch {
    return undefined;
  }
}

/** @type {import('../check.mjs').Check<AviaryFacts>} */
export const aviary = {
  name: 'aviary',
  title: 'Aviary on this home',
  async look({ home }) {
    const running = runningOn(home);
    return { home, running, answer: running?.alive ? await askReady(running.gateway) : undefined };
  },
  judge({ home, running, answer }) {
    if (running === undefined) return ok(`does not run on ${home}`);
    const { pid, alive, gateway, leftovers } = running;
    if (!alive) {
      const left = leftovers.length > 0 ? `; it has left behind ${leftovers.join(', ')}` : '';
      return warning(`was killed, as process ${pid}${left}`, 'Nothing to do: the next start clears up and goes on.');
    }
    if (answer === 200) return ok(`runs, as process ${pid}, and is ready: ${gateway}`);
    const says = answer === undefined ? 'its gateway does not answer' : `its gateway answers ${answer} to /readyz`;
    return warning(
      `runs, as process ${pid}, but ${says}`,
      `If it is not just starting, ask \`npx aviary status\`, and look into ${home}/logs.`,
    );
  },
};
