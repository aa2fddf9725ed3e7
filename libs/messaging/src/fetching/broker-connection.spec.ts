import { afterEach, expect, test } from '@jest/globals';
import net, { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { BrokerConnection } from './broker-connection.js';

const servers: net.Server[] = [];
const sockets: net.Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Answers each question by what the broker makes of its bytes. */
async function connected(answer: (question: Buffer, socket: net.Socket) => void): Promise<BrokerConnection> {
  const server = net.createServer((socket) => {
    sockets.push(socket.on('data', (question: Buffer) => answer(question, socket)));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return await BrokerConnection.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, 'spec');
}

const question = { topic: 'aviary.tasks', partition: 3, offset: 70_000_000_000, waitMs: 10, maxBytes: 1_024 };
const ID_AT = 8;

/** What a broker answers: throttling, one topic, one partition, its error, ends, nothing aborted, records. */
function answerTo(asked: Buffer, records: Buffer, { error = 0, id = asked.readInt32BE(ID_AT) } = {}): Buffer {
  const head = Buffer.alloc(8);
  const body = Buffer.alloc(4 + 4 + 2 + 12 + 4 + 4 + 2 + 8 + 8 + 4 + 4);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(12, 8);
  body.write('aviary.tasks', 10);
  body.writeInt32BE(1, 22);
  body.writeInt32BE(3, 26);
  body.writeInt16BE(error, 30);
  body.writeBigInt64BE(70_000_000_009n, 32);
  body.writeInt32BE(-1, 48);
  body.writeInt32BE(records.length, 52);
  head.writeInt32BE(4 + body.length + records.length, 0);
  head.writeInt32BE(id, 4);
  return Buffer.concat([head, body, records]);
}

test('asks as Kafka’s protocol wants it, and takes an answer that comes in pieces', async () => {
  const asked: Buffer[] = [];
  const records = Buffer.from('as many bytes as there are');
  const connection = await connected((bytes, socket) => {
    asked.push(bytes);
    for (const byte of answerTo(bytes, records, { error: 6 })) socket.write(Buffer.of(byte));
  });
  for (const id of [1, 2]) {
    expect(await connection.fetch(question)).toEqual({ error: 6, end: 70_000_000_009, records });
    expect(asked[id - 1]?.toString('hex')).toBe(
      [
        ...['00000045', '0001', '0004', `0000000${id}`, '0004', Buffer.from('spec').toString('hex')],
        ...['ffffffff', '0000000a', '00000001', '00000400', '00'],
        ...['00000001', '000c', Buffer.from('aviary.tasks').toString('hex')],
        ...['00000001', '00000003', '000000104c533c00', '00000400'],
      ].join(''),
    );
  }
  connection.close();
});

test.each([
  ['closes the connection', (_: Buffer, socket: net.Socket) => socket.destroy(), /closed|ECONNRESET/],
  [
    'answers another question',
    (asked: Buffer, socket: net.Socket) => socket.write(answerTo(asked, Buffer.of(), { id: 9 })),
    /was not asked/,
  ],
  [
    'is no broker',
    (_: Buffer, socket: net.Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    /was not asked/,
  ],
])('fails when whoever is there %s, and is of no use any more', async (_, answer, why) => {
  const connection = await connected(answer);
  await expect(connection.fetch(question)).rejects.toThrow(why);
  await expect(connection.fetch(question)).rejects.toThrow(/closed/);
});

test('fails when nobody listens', async () => {
  await expect(BrokerConnection.open({ host: '127.0.0.1', port: 1 }, 'spec')).rejects.toThrow(/ECONNREFUSED/);
});

test('what is waited for fails when it is closed', async () => {
  const connection = await connected(() => undefined);
  const waiting = connection.fetch(question);
  connection.close();
  await expect(waiting).rejects.toThrow('The connection was closed.');
});
