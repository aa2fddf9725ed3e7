/**
 * Loaded into a service before its own code (`node --import`): leaves the hook of `faultPoint`, and is told by the harness
 * through the channel of `fork` where the process is to end or to stand still, or only what passes there.
 *
 * @typedef {{ point: string, how: 'kill' | 'stop' | 'hang' | 'crash', passes: number, of?: string }} Trap
 */

/** An error of this name is one that kafkajs takes for final: it ends the consumer. */
const FINAL = 'KafkaJSNoBrokerAvailableError';

/** @type {Map<string, Trap>} */
const traps = new Map();

process.on('message', (/** @type {{ arm?: Trap, disarm?: string }} */ { arm, disarm }) => {
  if (arm) traps.set(arm.point, arm);
  if (disarm !== undefined) traps.delete(disarm);
});

/**
 * @param {string} point
 * @param {string} [of]
 */
function passing(point, of) {
  const trap = traps.get(point);
  if (!trap || (trap.of !== undefined && trap.of !== of) || trap.passes-- > 0) return undefined;
  traps.delete(point);
  if (trap.how === 'kill') process.kill(process.pid, 'SIGKILL');
  if (trap.how === 'hang') return new Promise(() => {});
  if (trap.how === 'crash') return Promise.reject(Object.assign(new Error('The test says so.'), { name: FINAL }));
  return standStill(point);
}

/**
 * Tells the harness and stops, all of the process, until it is sent SIGCONT.
 * @param {string} point
 */
async function standStill(point) {
  await new Promise((resolve) => process.send?.({ reached: point }, resolve));
  process.kill(process.pid, 'SIGSTOP');
}

Object.assign(globalThis, { [Symbol.for('aviary.fault-points')]: passing });
