import { workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { Proxy } from '../harness/proxy.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

const times = size('AVIARY_FAULTS_LOST_ANSWERS', { short: 15, full: 500 });

/** What is lost: the database's answer to the commit, the service's to the client, or both. */
const WHOSE = ['commit', 'create', 'complete', 'commit and create'] as const;
const REQUEST = { create: 'POST /api/tasks ', complete: '/complete HTTP' };

/** The answer to a commit is lost on its way, or the one to the client; the client sends again, with the same key. */
export const answersLost: Fault = {
  name: 'answers-lost',
  holds: 'a key takes effect once, however often it is sent, and is answered as it was then',
  short: true,
  async run(world, chance) {
    const company = await world.company();
    const database = world.keep(await Proxy.before(world.parts.postgres));
    const tasks = await world.start('tasks', { AVIARY_POSTGRES_PORT: String(database.port) });
    const { hostname: host, port } = new URL(tasks.url);
    const door = world.keep(await Proxy.before({ host, port: Number(port) }));
    const accounting = await world.start('accounting');
    const load = await workFor(world, company, () => `http://127.0.0.1:${door.port}`);
    await load.deed();
    for (let time = 0; time < times(world) && load.oddities.length === 0; time += 1) {
      const whose = chance.oneOf(WHOSE);
      if (whose !== 'complete' && whose !== 'create') database.loseAnswerTo('tasks_log.append', chance.whole(0, 1));
      if (whose !== 'commit') door.loseAnswerTo(REQUEST[whose === 'complete' ? 'complete' : 'create']);
      await load.deed();
    }
    const { lost } = door;
    await Promise.all([door.close(), database.close()]);
    const told =
      load.counts.replayed === lost ? [] : [`${lost} answers were lost, ${load.counts.replayed} given again`];
    const none = database.lost === 0 ? ['no commit lost its answer'] : [];
    // The proxy is gone, so the service is asked directly from here on; its pool finds no database any more.
    await tasks.end();
    const again = await world.start('tasks');
    return [...told, ...none, ...(await findings(world, { company, load, services: [again, accounting] }))];
  },
  mutants: [
    {
      what: 'the key is not stored with what it led to',
      patches: [
        {
          file: 'libs/event-store/src/append/arguments.js',
          find: 'columns.command_keys.push(command.idempotency?.key ?? null);',
          replace: 'columns.command_keys.push(null);',
        },
        {
          file: 'libs/event-store/src/append/arguments.js',
          find: 'columns.command_hashes.push(command.idempotency?.requestHash ?? null);',
          replace: 'columns.command_hashes.push(null);',
        },
        {
          file: 'libs/event-store/src/append/arguments.js',
          find: 'columns.command_answers.push(command.idempotency ? command.answer : null);',
          replace: 'columns.command_answers.push(null);',
        },
      ],
      convictedBy: /took effect 2 times|without saying what was made|task-already-completed/,
    },
    {
      what: 'a call whose answer was lost is taken for one that was not recorded',
      patches: [
        {
          file: 'libs/event-store/src/append/coordinator.js',
          find: 'for (const waiting of batch)waiting.sentBefore = true;',
          replace: '',
        },
      ],
      convictedBy: /\d+ answers were lost, \d+ given again/,
    },
  ],
};
