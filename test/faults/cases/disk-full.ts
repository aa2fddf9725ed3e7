import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '#libs/testing';
import { acknowledged, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { cannotMount, SmallDisk } from '../harness/small-disk.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

const DATABASE_MIB = 1_024;
const BROKER_MIB = 512;

/** The disk of PostgreSQL is full, and later that of Kafka; each gets room again, and whoever has died is started again. */
export const diskFull: Fault = {
  name: 'disk-full',
  holds: 'nothing is acknowledged that was not stored, and all goes on when there is room again',
  short: false,
  impossible: cannotMount,
  async run(world) {
    const home = mkdtempSync(path.join(tmpdir(), 'aviary-disk-'));
    const disks: SmallDisk[] = [];
    const mount = (folder: string, mebibytes: number): SmallDisk => {
      const disk = SmallDisk.mount(folder, mebibytes);
      disks.unshift(disk);
      return disk;
    };
    try {
      const database = mount(home, DATABASE_MIB);
      const broker = mount(path.join(home, 'kafka'), BROKER_MIB);
      const inside = await world.beside(home);
      try {
        return await onFullDisks(inside, database, broker);
      } finally {
        await inside.end();
      }
    } finally {
      // The inner one first.
      for (const disk of disks) disk.unmount();
      rmSync(home, { recursive: true, force: true });
    }
  },
  mutants: [
    {
      what: 'a disk that is full is taken for a mistake in the request',
      patches: [
        {
          file: 'libs/event-store/src/append/failures.js',
          find: '55P03|57014|53|25006',
          replace: '55P03|57014|25006',
        },
        { file: 'libs/tenancy/src/trouble.js', find: `'53'`, replace: `'08'` },
      ],
      convictedBy: /was answered 500/,
    },
  ],
};

async function onFullDisks(world: World, database: SmallDisk, broker: SmallDisk): Promise<readonly string[]> {
  const company = await world.company();
  const { tasks, accounting } = await world.startAll('tasks', 'accounting');
  const load = await workFor(world, company);
  load.start(4);
  await acknowledged(load, 20);
  database.fill();
  const { refused } = load.counts;
  // What PostgreSQL has set aside lasts for a while; large tasks use it up.
  await until(() => (database.fill(), load.counts.refused > refused || load.oddities.length > 0), {
    ...{ what: 'somebody to be told that nothing can be stored', timeout: PATIENCE_MS },
  });
  database.free();
  if (world.parts.pids().postgres === undefined) await world.parts.startPart('postgres');
  await acknowledged(load, 20);
  broker.fill();
  await acknowledged(load, 100);
  broker.free();
  if (world.parts.pids().kafka === undefined) await world.parts.startPart('kafka');
  await load.stop();
  return await findings(world, { company, load, services: [tasks, accounting] });
}
