/**
 * The order of test files: those that take longest come first, so that no worker is left alone with one of them at the end.
 * Jest itself knows how long they took only where it has run them before.
 */

/** The longest first; a spec looks whether they are there. All others take a few seconds, and follow by their size. */
export const LONGEST = [
  'tools/docs/worked-example.spec.ts',
  'test/faults/faults.story.ts',
  'test/demo-company.story.ts',
  'test/deployment.story.ts',
  'test/personal-data.story.ts',
  'test/outages.story.ts',
  'test/working-day.story.ts',
  'tools/parts/deaths.int.spec.ts',
  'test/second-company.story.ts',
  'test/import.story.ts',
  'test/demo.story.ts',
  'test/bad-input.story.ts',
  'test/traces.story.ts',
  'tools/parts/parts.int.spec.ts',
  'test/requests.story.ts',
  'libs/event-store/src/append/mutants.int.spec.ts',
  'libs/messaging/src/relay/broker-away.int.spec.ts',
  'libs/messaging/src/consuming/topic-consumer.int.spec.ts',
];

/** @typedef {{ path: string, context: { hasteFS: { getSize(path: string): number | null } } }} Test */

/** @param {Test} test */
function placeOf({ path }) {
  const place = LONGEST.findIndex((file) => path.endsWith(`/${file}`));
  return place < 0 ? LONGEST.length : place;
}

/** @param {Test} test */
const sizeOf = ({ path, context }) => context.hasteFS.getSize(path) ?? 0;

/** What Jest asks of a sequencer. */
export default class LongestFirst {
  /**
   * @template {Test} T
   * @param {T[]} tests
   * @returns {T[]}
   */
  sort(tests) {
    return tests.toSorted((a, b) => placeOf(a) - placeOf(b) || sizeOf(b) - sizeOf(a));
  }

  /** Which of them failed last time, nobody has written down. @template {Test} T @param {T[]} tests */
  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // Nothing is remembered: the order is the same on every machine.
  }
}
