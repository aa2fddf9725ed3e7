import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { FIRST, INNER } from '../services.js';
import { type Installation } from './installation.js';
import { type ServiceHost, startInner } from './service-host.js';

test('what is still starting when another cannot start is there to be stopped', async () => {
  const running: string[] = [];
  const host: ServiceHost = {
    async start({ name }) {
      if (name === 'auth') throw new Error('auth cannot start');
      await turn();
      running.push(name);
    },
    tell: () => undefined,
    stop: () => Promise.resolve(),
  };
  await expect(startInner(host, {} as Installation, INNER)).rejects.toThrow('auth cannot start');
  expect(running).toEqual([FIRST, ...INNER].map(({ name }) => name).filter((name) => name !== 'auth'));
});
