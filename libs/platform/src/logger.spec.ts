import { describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { currentContext, runInContext } from './context.js';
import { createLogger, runWithLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function recording(service: string) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { service, logLevel: 'debug' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { logger, lines };
}

const CORRELATION = '0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e60';

describe('createLogger', () => {
  test('each line has its service and, within a request, tenant, actor and correlation id', async () => {
    const { logger, lines } = recording('tasks');
    logger.info('outside');
    await runInContext({ correlationId: CORRELATION }, async () => {
      await Promise.resolve();
      const context = currentContext();
      if (context) context.tenant = 'popug';
      logger.info('inside');
    });
    expect(lines[0]).toMatchObject({ service: 'tasks', level: 'info', msg: 'outside' });
    expect(lines[0]).not.toHaveProperty('correlationId');
    expect(lines[1]).toMatchObject({ service: 'tasks', tenant: 'popug', correlationId: CORRELATION, msg: 'inside' });
  });

  test('credentials are struck out, also further down', () => {
    const { logger, lines } = recording('auth');
    const headers = { authorization: 'Bearer abc', cookie: 'sid=abc', 'set-cookie': 'sid=abc', host: 'here' };
    logger.info({
      password: 'abc',
      body: { login: 'bob', password: 'abc', refreshToken: 'abc' },
      req: { headers },
      list: [{ Authorization: 'abc' }],
    });
    expect(JSON.stringify(lines)).not.toContain('abc');
    expect(lines[0]).toMatchObject({
      password: '[redacted]',
      body: { login: 'bob' },
      req: { headers: { host: 'here' } },
    });
  });

  test('an error brings its stack and causes, but not the values of a query', () => {
    const { logger, lines } = recording('auth');
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (login)=(bob)',
      parameters: ['bob'],
    });
    logger.error({ err: new Error('could not save', { cause }) }, 'failed');
    expect(lines[0]).toMatchObject({
      err: { message: 'could not save', stack: expect.stringContaining('logger.spec'), cause: { code: '23505' } },
    });
    expect(JSON.stringify(lines)).not.toContain('bob');
  });

  test('the value that PostgreSQL could not take is in neither message nor stack', () => {
    const { logger, lines } = recording('auth');
    const refused = Object.assign(new Error('invalid input syntax for type uuid: "bob\nthe second"'), {
      code: '22P02',
    });
    logger.error({ err: new Error('could not save', { cause: refused }) }, 'failed');
    new NestLogger(logger).error(refused, 'Relay');
    const said = 'a value does not fit (SQLSTATE 22P02)';
    expect(lines).toMatchObject([
      { err: { cause: { message: said, stack: expect.stringContaining('logger.spec') } } },
      { err: { message: said }, msg: said },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/bob|second/);
  });
});

describe('NestLogger', () => {
  test('hands each line to the logger of the service whose code is running', async () => {
    const [tasks, auth, fallback] = [recording('tasks'), recording('auth'), recording('process')];
    Logger.overrideLogger(new NestLogger(fallback.logger));
    const log = new Logger('Relay');
    await Promise.all([
      runWithLogger(tasks.logger, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        log.log('of tasks');
      }),
      runWithLogger(auth.logger, () => Promise.resolve(log.warn({ tenant: 'popug' }, 'of auth'))),
    ]);
    log.error('of nobody');
    expect(tasks.lines).toMatchObject([{ service: 'tasks', context: 'Relay', msg: 'of tasks', level: 'info' }]);
    expect(auth.lines).toMatchObject([
      { service: 'auth', context: 'Relay', tenant: 'popug', msg: 'of auth', level: 'warn' },
    ]);
    expect(fallback.lines).toMatchObject([{ service: 'process', context: 'Relay', msg: 'of nobody', level: 'error' }]);
  });

  test('errors keep their stack in each of the ways Nest passes them', () => {
    const { logger, lines } = recording('tasks');
    const nest = new NestLogger(logger);
    const error = new Error('broken');
    nest.error(error, 'Relay');
    nest.error('it broke', error.stack, 'Relay');
    nest.error({ err: error, part: 'kafka' }, 'it broke', 'Relay');
    nest.error('it broke', error, 'Relay');
    expect(lines).toMatchObject([
      { msg: 'broken', err: { message: 'broken' }, context: 'Relay' },
      { msg: 'it broke', stack: error.stack, context: 'Relay' },
      { msg: 'it broke', err: { message: 'broken' }, part: 'kafka', context: 'Relay' },
      { msg: 'it broke', err: { message: 'broken' }, context: 'Relay' },
    ]);
  });

  test('what Nest says of its own start is for debugging only', () => {
    const { logger, lines } = recording('tasks');
    new NestLogger(logger).log('Mapped {/api/tasks, GET} route', 'RouterExplorer');
    expect(lines).toMatchObject([{ level: 'debug', context: 'RouterExplorer' }]);
  });
});
