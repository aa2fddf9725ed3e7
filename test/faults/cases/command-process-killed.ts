import { setTimeout as pause } from 'node:timers/promises';
import { acknowledged, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

const kills = size('AVIARY_FAULTS_KILLS', { short: 2, full: 200 });

/** `kill -9` of the process that takes commands, at any moment, while people insist. */
export const commandProcessKilled: Fault = {
  name: 'command-process-killed',
  holds: 'what was acknowledged is there, and what was sent again took effect once',
  short: true,
  async run(world, chance) {
    const company = await world.company();
    const { tasks, accounting } = await world.startAll('tasks', 'accounting');
    const load = await workFor(world, company);
    load.start(8);
    let current = tasks;
    for (let kill = 0; kill < kills(world) && load.oddities.length === 0; kill += 1) {
      await acknowledged(load, chance.whole(1, 40));
      await pause(chance.whole(0, 30));
      await current.kill();
      current = await world.start('tasks');
    }
    await load.stop();
    return await findings(world, { company, load, services: [current, accounting] });
  },
  mutants: [
    {
      what: 'it answers before it has stored',
      patches: [
        {
          file: 'libs/event-store/src/append/coordinator.js',
          find: 'return new Promise((resolve, reject)=>{\n            this.queue.push({',
          replace: `return new Promise((resolve, reject)=>{
            setTimeout(() => resolve({ outcome: 'appended', epoch: 1, firstPosition: 1, position: 1 }));
            this.queue.push({`,
        },
        {
          file: 'libs/event-store/src/append/coordinator.js',
          find: 'while(this.queue.length > 0)await this.settle(',
          replace: 'while(this.queue.length > 0)await delay(150), await this.settle(',
        },
      ],
      convictedBy: /was answered 404|was acknowledged and is not in the log/,
    },
  ],
};
