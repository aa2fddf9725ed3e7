import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { type CustomTransportStrategy, MessagePattern, Payload, Server } from '@nestjs/microservices';
import { firstValueFrom, from, isObservable } from 'rxjs';
import { conflict } from '#libs/kernel';
import { ReactorTransport } from '#libs/messaging';
import { createLogger, loadServiceConfig } from '#libs/platform';
import { type RunningService, startService } from './start-service.js';

/** Stands in for the transport: what matters here is what Nest and our guards, pipes and filters do on the way. */
class DirectTransport extends Server implements CustomTransportStrategy {
  listening = false;

  listen(callback: () => void): void {
    this.listening = true;
    callback();
  }

  close(): void {
    this.listening = false;
  }

  on(): void {}

  unwrap(): never {
    throw new Error('There is nothing inside.');
  }

  async deliver(event: object): Promise<unknown> {
    const handler = this.getHandlerByPattern('TaskAssigned');
    const result: unknown = await handler?.(event, undefined);
    return isObservable(result) ? firstValueFrom(from(result)) : result;
  }
}

@Controller()
class ToyReactor {
  @MessagePattern('TaskAssigned')
  react(@Payload() event: { fee: number }): object {
    if (event.fee < 0) throw conflict('negative-fee', 'A fee is positive.');
    return { charged: event.fee };
  }
}

@Module({ controllers: [ToyReactor], providers: [{ provide: ReactorTransport, useClass: DirectTransport }] })
class ToyModule {}

let running: RunningService;
let transport: DirectTransport;

beforeAll(async () => {
  const config = { ...loadServiceConfig('gateway', { AVIARY_HTTP_PORT: '0' }), service: 'toy' };
  running = await startService(
    { name: 'toy', module: ToyModule },
    config,
    createLogger({ ...config, logLevel: 'silent' }),
  );
  transport = running.app.get<DirectTransport>(ReactorTransport);
});
afterAll(() => running.close());

test('a reactor is called without token, tenant or key, once the service listens', async () => {
  expect(transport.listening).toBe(true);
  expect(await transport.deliver({ fee: 12 })).toEqual({ charged: 12 });
});

test('what it throws reaches the transport as it is', async () => {
  await expect(transport.deliver({ fee: -1 })).rejects.toMatchObject({ name: 'DomainError', code: 'negative-fee' });
});

test('the transport ends with the service', async () => {
  await running.close();
  expect(transport.listening).toBe(false);
});
