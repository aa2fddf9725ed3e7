import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { type ServiceConfig, Tracing } from '#libs/platform';
import { uuidv7 } from '#libs/kernel';
import { MailTransport } from './mail-transport.js';

const received: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, _session, done) {
    text(stream).then((mail) => {
      received.push(mail);
      done();
    }, done);
  },
});
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

async function mailIn(mode: ServiceConfig['mode'], recipientId: string): Promise<string> {
  const { port } = server.server.address() as AddressInfo;
  const smtp = { host: '127.0.0.1', port, secure: false, from: 'aviary@popug.example' };
  const transport = new MailTransport({ mode, smtp } as ServiceConfig, new Tracing());
  try {
    const mail = { subject: 'Paid', text: 'Thirty', html: '<p>Thirty</p>' };
    await transport.send('popug', { messageId: uuidv7(), recipientId }, 'kesha@popug.example', mail);
  } finally {
    transport.beforeApplicationShutdown();
  }
  return received.at(-1) ?? '';
}

test('the development mailbox is told whose mail it is', async () => {
  const recipientId = uuidv7();
  const mail = await mailIn('local', recipientId);
  expect(mail).toContain(`X-Aviary-Recipient: ${recipientId}`);
  expect(mail).toContain('X-Aviary-Tenant: popug');
});

test('the world is not', async () => {
  const recipientId = uuidv7();
  const mail = await mailIn('production', recipientId);
  expect(mail).toContain('Subject: Paid');
  expect(mail).not.toContain(recipientId);
  expect(mail).not.toMatch(/^x-aviary/im);
});
