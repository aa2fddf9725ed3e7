import { afterAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureParts } from '../setup/parts.mjs';
import { openHome } from './home.js';
import { connect, postgres } from './postgres.js';
import { choosePorts } from './ports.js';
import { Supervisor } from './supervisor.js';

/** As root, in a folder that is root's alone: the user as whom PostgreSQL otherwise runs could not get to its data. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-closed-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('PostgreSQL runs in a folder that nobody else may enter', async () => {
  fs.chmodSync(folder, 0o700);
  const none = () => undefined;
  const places = await ensureParts(none);
  if (places.by !== 'processes') return;
  const home = await openHome(path.join(folder, 'home'));
  const ports = await choosePorts({ postgres: 0, kafka: 0, kafkaController: 0, registry: 0 }, none);
  const context = { home, ports, options: { home: home.folder }, places };
  for (let times = 0; times < 2; times++) {
    const server = new Supervisor(postgres(context), {
      logFolder: home.at('logs'),
      log: none,
      changed: none,
      revive: false,
    });
    await server.start();
    const client = await connect(context, 'postgres');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await server.stop();
  }
  expect(fs.statSync(home.at('postgres')).uid).toBe(0);
  home.release();
});
