/**
 * The order of test files: those that take long come first, so that no worker is left alone with one of them at the end.
 * Jest itself knows how long they took only where it has run them before.
 */

/** Roughly the longest first; a spec looks whether they are there. All others take a few seconds, and follow by their size. */
export const LONGEST = [
  'tools/docs/worked-example.spec.ts',
  // These share an Aviary, which ends with the last of them.
  'test/outages.story.ts',
  'test/demo-company.story.ts',
  'test/import.story.ts',
  'test/recount.story.ts',
  'test/working-day.story.ts',
  'test/projections.story.ts',
  'test/dead-letters.story.ts',
  'test/traces.story.ts',
  'test/second-company.story.ts',
  'test/bad-input.story.ts',
  'test/requests.story.ts',
  // And these have parts of their own.
  'test/faults/faults.story.ts',
  'test/personal-data.story.ts',
  'test/deployment.story.ts',
  'test/demo.story.ts',
  'tools/parts/deaths.int.spec.ts',
  'tools/parts/parts.int.spec.ts',
  'libs/messaging/src/relay/broker-away.int.spec.ts',
  'apps/accounting/src/application/close-years.int.spec.ts',
  'libs/messaging/src/epochs/put-back.int.spec.ts',
  'libs/messaging/src/consuming/topic-consumer.int.spec.ts',
  'libs/event-store/src/append/mutants.int.spec.ts',
  'libs/event-store/src/append/proof.int.spec.ts',
  'apps/accounting/src/messaging/entries-of-years.int.spec.ts',
  'libs/messaging/src/consuming/stragglers.int.spec.ts',
  'tools/bench/append/append.int.spec.ts',
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
