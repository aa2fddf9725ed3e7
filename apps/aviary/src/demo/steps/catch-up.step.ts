import { placeOf, type TracedEvent } from '../event-text.js';
import { type Page, type Status, type Task } from '../facts.js';
import { type Lags, lagsOf, lagText } from '../lags.js';
import { type Stage, known } from '../stage.js';
import { type Step } from '../step.js';
import { awaited } from '../visitor.js';

/** Far more than it takes, for machines that are busy. */
const PATIENCE_MS = 120_000;

export const catchUp: Step = {
  title: 'The broker is back, and accounting catches up',
  async play(stage) {
    stage.tell(
      'Kafka is started again. The relay finds it, and ships what is in the log and not in the topic, in order.',
    );
    await stage.part('kafka', 'start');
    stage.narrator.line('(Kafka answers again)');
    const seen: Lags[] = [];
    const caughtUp = await awaited(async () => await lookAgain(stage, seen), PATIENCE_MS);
    stage.expect('Nobody is behind any more.', caughtUp !== undefined, seen.at(-1));
    stage.narrator.gap();
    await inLogOrder(stage, known(stage.memory.meanwhile));
  },
};

/** Tells the lags if they have changed; gives them when they are gone. */
async function lookAgain(stage: Stage, seen: Lags[]): Promise<Lags | undefined> {
  const { body } = await stage.quietly<Status>({ method: 'GET', path: '/api/ops/status', as: 'admin' });
  const lags = lagsOf(body);
  if (lags === undefined) return undefined;
  const last = seen.at(-1);
  if (lags.relay !== last?.relay || lags.ledger !== last.ledger) {
    seen.push(lags);
    stage.narrator.line(lagText(lags));
  }
  return lags.relay === 0 && lags.ledger === 0 ? lags : undefined;
}

/** The ledger's answer to each event of these tasks, in the order of its own log. */
async function inLogOrder(stage: Stage, tasks: readonly Task[]): Promise<void> {
  const [first, second, third] = tasks.map(({ id }) => `task:${id}`);
  const streams = new Set([first, second, third]);
  stage.tell('What accounting wrote, in the order of its log, each with the event in the log of tasks that caused it:');
  const request = { method: 'GET', as: 'admin', path: '/api/ops/events/streams/$account?service=accounting' } as const;
  stage.narrator.request(request);
  const { body } = await stage.quietly<Page<TracedEvent>>(request);
  const written = body.items.filter(({ cause }) => cause !== null && streams.has(cause.streamId));
  stage.narrator.verbatim(written.map((event) => line(event, tasks)).join('\n'));
  const story = written.map(({ event, cause }) => `${event} ${cause?.streamId}`);
  stage.expect(
    'Three fees are charged and one reward credited, each once, in the order in which things happened.',
    story.join() ===
      [
        `AssignmentFeeCharged ${first}`,
        `AssignmentFeeCharged ${second}`,
        `CompletionRewardCredited ${first}`,
        `AssignmentFeeCharged ${third}`,
      ].join(),
    story,
  );
  stage.narrator.gap();
}

function line(event: TracedEvent, tasks: readonly Task[]): string {
  const { cause } = event;
  const about = tasks.find(({ id }) => cause?.streamId === `task:${id}`)?.title ?? '';
  const sign = event.event === 'CompletionRewardCredited' ? '+' : '-';
  const amount = `${sign}${String(event.body['amount'])}`;
  const from = cause ? `${placeOf(cause)} ${cause.event}` : '';
  return `${placeOf(event).padEnd(15)} ${amount.padStart(3)}  ${from.padEnd(24)} ${about}`;
}
