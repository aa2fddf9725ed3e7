import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../config-error.js';
import { loadServiceConfig } from '../config.js';

const tracesOf = (env: Record<string, string>) => loadServiceConfig('gateway', env).traces;
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('traces', () => {
  test.each([
    ['nothing', {}, false],
    ['our own variable', { AVIARY_TRACES: 'otlp' }, true],
    ['an endpoint', ENDPOINT, true],
    ['an endpoint for traces alone', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/in' }, true],
    ['the exporter by name', { OTEL_TRACES_EXPORTER: 'console,otlp' }, true],
    ['no exporter', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, false],
    ['an endpoint, with all of it disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
    ['an endpoint, with ours saying no', { ...ENDPOINT, AVIARY_TRACES: 'off' }, false],
    ['ours, with the standard’s saying no', { AVIARY_TRACES: 'otlp', OTEL_TRACES_EXPORTER: 'none' }, true],
  ])('with %s', (_, env, on) => {
    expect(tracesOf(env).on).toBe(on);
  });

  test('go to a collector on this machine, under the name of the service, unless told otherwise', () => {
    expect(tracesOf({ AVIARY_TRACES: 'otlp' })).toEqual({
      on: true,
      serviceName: 'gateway',
      url: 'http://localhost:4318/v1/traces',
    });
    expect(tracesOf({ ...ENDPOINT, OTEL_SERVICE_NAME: 'front', AVIARY_TRACES_RATIO: '0.25' })).toEqual({
      on: true,
      serviceName: 'front',
      url: 'http://collector:4318/v1/traces',
      ratio: 0.25,
    });
    expect(tracesOf({ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://other/in' }).url).toBe(
      'https://other/in',
    );
  });

  test('tell what is wrong, with the way out', () => {
    const env = {
      AVIARY_TRACES: 'yes',
      AVIARY_TRACES_RATIO: '10%',
    };
    expect(() => tracesOf(env)).toThrow(
      [
        'gateway cannot start: 2 settings are wrong.',
        '  AVIARY_TRACES: "yes" cannot be used; give otlp or off.',
        '  AVIARY_TRACES_RATIO: "10%" cannot be used; give a share from 0 to 1, like 0.1 for every tenth.',
      ].join('\n'),
    );
    expect(() =>
      tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }),
    ).toThrow(
      [
        'gateway cannot start: 2 settings are wrong.',
        '  OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" cannot be used; give an http(s) address like http://localhost:4318.',
        '  OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" cannot be used; give http/protobuf, which is what is sent, or leave it out.',
      ].join('\n'),
    );
  });

  test.each(['1.1', '-0', '.5', '1e-1', ''.padEnd(3)])('the ratio %j is refused', (ratio) => {
    expect(() => tracesOf({ AVIARY_TRACES_RATIO: ratio })).toThrow(ConfigError);
  });

  test('variables that are meant for others do no harm while traces are off', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(tracesOf({ ...env, AVIARY_TRACES: 'off' }).on).toBe(false);
  });
});
