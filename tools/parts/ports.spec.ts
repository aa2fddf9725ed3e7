import { afterAll, beforeAll, expect, test } from '@jest/globals';
import net from 'node:net';
import { choosePorts } from './ports.js';

let server: net.Server;
let taken: number;

beforeAll(async () => {
  server = net.createServer((socket) => socket.destroy()).listen(0, '0.0.0.0');
  await new Promise((resolve) => server.once('listening', resolve));
  taken = (server.address() as net.AddressInfo).port;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const free = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };

test('0 takes any free port, each another', async () => {
  const ports = await choosePorts(free, () => undefined);
  expect(new Set(Object.values(ports)).size).toBe(4);
  for (const port of Object.values(ports)) expect(port).toBeGreaterThan(0);
});

test.each([
  ['postgres', 'PostgreSQL', '--postgres-port'],
  ['kafka', 'Kafka', '--kafka-port'],
  ['kafkaController', "Kafka's controller", '--kafka-controller-port'],
  ['registry', 'the schema registry', '--registry-port'],
])('%s: a port that is asked for and taken, also on all addresses, is refused by name', async (name, title, option) => {
  await expect(choosePorts({ ...free, [name]: taken }, () => undefined)).rejects.toThrow(
    `port ${taken} for ${title} is taken: choose another with ${option}, or leave it out`,
  );
});

test('the same port asked for twice is refused', async () => {
  const { kafka: port } = await choosePorts(free, () => undefined);
  await expect(choosePorts({ ...free, kafka: port, registry: port }, () => undefined)).rejects.toThrow(
    `port ${port} is asked for twice, with --kafka-port and --registry-port`,
  );
});

test('a default that is taken gives way, and says so', async () => {
  const usual = net.createServer().listen(15432, '127.0.0.1');
  await new Promise((resolve) => usual.once('listening', resolve).once('error', resolve));
  const lines: string[] = [];
  const ports = await choosePorts({ kafka: 0, kafkaController: 0, registry: 0 }, (line) => lines.push(line));
  usual.close();
  expect(ports.postgres).not.toBe(15432);
  expect(lines).toEqual([`port 15432 is taken: PostgreSQL listens on ${ports.postgres} (--postgres-port to choose)`]);
});
