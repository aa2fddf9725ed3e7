import { DEMO_PASSWORD } from '../seed/demo-people.js';
import { shellPreface } from './curl.js';
import { DemoAviary } from './demo-aviary.js';
import { type Page, type Status } from './facts.js';
import { type Narrator } from './narrator.js';
import { type Pace } from './pace.js';
import { Stage } from './stage.js';
import { STEPS } from './steps.js';
import { awaited, Visitor } from './visitor.js';

const LOGINS = ['manager', 'developer', 'auditor', 'admin'];
const PATIENCE_MS = 120_000;

/**
 * Plays the whole story on an Aviary of its own.
 *
 * @param pace waits between two steps
 * @throws NotAsToldError when a step does not come out as told, LeftError when the reader has had enough
 */
export async function playDemo(aviary: DemoAviary, narrator: Narrator, pace: Pace): Promise<void> {
  narrator.heading('Aviary, a guided tour');
  narrator.say(
    'An Aviary is started for this tour alone, with PostgreSQL, Kafka and a schema registry of its own. That takes some ' +
      'seconds. Its data is removed in the end; nothing else on this machine is touched.',
  );
  const url = await aviary.start((line) => narrator.line(line));
  const visitor = new Visitor(url);
  await peopleAreKnown(visitor);
  narrator.gap();
  narrator.say(
    'Every request below is real. To send it yourself in another terminal, while the tour waits, type this first:',
  );
  narrator.shell(shellPreface({ url, home: aviary.home, logins: LOGINS, password: DEMO_PASSWORD }));
  const stage = new Stage({ narrator, visitor, aviary });
  for (const [at, step] of STEPS.entries()) {
    await pace();
    narrator.heading(`${at + 1} of ${STEPS.length}: ${step.title}`);
    await step.play(stage);
  }
  narrator.say(`All ${STEPS.length} steps came out as told. To go on with a company of your own: npm start`);
}

/** Tasks go to people whom the service tasks has heard of, which after a start takes a moment. */
async function peopleAreKnown(visitor: Visitor): Promise<void> {
  const known = await awaited(async () => {
    const { body } = await visitor.send<Status>({ method: 'GET', path: '/api/ops/status', as: 'admin' });
    const log = body.sections.logs?.find(({ service, tenant }) => service === 'auth' && tenant === 'popug');
    if (log === undefined) return undefined;
    const after = `auth=${log.epoch}.${log.position}`;
    const { stale } = await visitor.send<Page<unknown>>({
      method: 'GET',
      path: '/api/tasks?limit=1',
      as: 'admin',
      after,
    });
    return stale ? undefined : true;
  }, PATIENCE_MS);
  if (known === undefined) throw new Error('The services do not hear of each other; look at "npx aviary doctor".');
}
