import { type Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Lifecycle } from './system/lifecycle.js';

const PATIENCE_MS = 10_000;

const log = new Logger('Service');

/** Resolves to false if the work has not ended when the time is up; it then goes on unattended. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Takes no new connection, and waits until the open ones have had their answers; those that are idle are closed. */
async function drain(server: Server): Promise<void> {
  if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
}

/**
 * Ends a service in the order in which its parts need each other: requests first, then consumers (`onModuleDestroy`,
 * `beforeApplicationShutdown`), then pools (`onApplicationShutdown`). Nest alone would stop the consumers first and cut
 * off the requests.
 */
export async function closeGracefully(app: NestFastifyApplication, lifecycle: Lifecycle): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  lifecycle.closing = true;
  const server: Server = app.getHttpServer();
  if (!(await within(PATIENCE_MS / 2, drain(server)))) {
    log.warn('requests were still running after five seconds: their connections are cut');
    server.closeAllConnections();
  }
  if (!(await within(Math.max(1_000, deadline - Date.now()), app.close())))
    log.warn('parts of the service did not close in time');
}
