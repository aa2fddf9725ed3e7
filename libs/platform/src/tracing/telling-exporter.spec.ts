import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Logger, type LoggerService } from '@nestjs/common';
import { type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { TellingExporter } from './telling-exporter.js';

const told: string[] = [];
const tell = (message: unknown, ...rest: unknown[]): void =>
  void told.push([message, ...rest].filter((part) => typeof part === 'string').join(' '));
const logger: LoggerService = { log: tell, warn: tell, error: tell };

beforeAll(() => Logger.overrideLogger(logger));
afterAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  told.length = 0;
});

test('it is said once that the collector takes nothing, and once that it does again', () => {
  let error: Error | undefined;
  const inner: SpanExporter = {
    export: (_, done) => done(error ? { code: 1, error } : { code: 0 }),
    shutdown: () => Promise.resolve(),
  };
  const exporter = new TellingExporter(inner, 'http://collector/v1/traces');
  const codes: number[] = [];
  const send = (failure?: Error): void => {
    error = failure;
    exporter.export([], ({ code }) => codes.push(code));
  };
  send();
  expect(told).toEqual([]);
  for (let n = 0; n < 3; n += 1) send(new Error('refused'));
  send();
  send();
  expect(codes).toEqual([0, 1, 1, 1, 0, 0]);
  expect(told).toEqual([
    expect.stringContaining('http://collector/v1/traces takes no traces: they are lost until it does'),
    expect.stringContaining('http://collector/v1/traces takes traces again'),
  ]);
});
