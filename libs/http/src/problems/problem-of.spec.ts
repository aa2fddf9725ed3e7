import { describe, expect, test } from '@jest/globals';
import { BadRequestException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '#libs/kernel';
import { problemOf } from './problem-of.js';

const failing = (code: string, message = 'connect failed for popug_tasks') =>
  Object.assign(new Error(message), { code });

describe('problemOf', () => {
  test.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['unprocessable', 422],
    ['too-many', 429],
    ['unavailable', 503],
  ])('%s is %d', (kind, status) => {
    const error = new DomainError({
      code: 'some-code',
      kind,
      message: 'Do this.',
      field: 'title',
      extra: { permission: 'a.b' },
    });
    expect(problemOf(error).problem).toEqual({
      type: 'urn:aviary:problem:some-code',
      title: 'Some code',
      status,
      code: 'some-code',
      detail: 'Do this.',
      field: 'title',
      permission: 'a.b',
    });
  });

  test('who must wait is told how long, who must log in is told how', () => {
    const make = (kind: ErrorKind, code: string) => problemOf(new DomainError({ code, kind, message: 'x' }));
    expect(make('unavailable', 'away').headers).toEqual({ 'Retry-After': '2' });
    expect(make('too-many', 'slow-down').headers).toEqual({ 'Retry-After': '1' });
    const patient = new DomainError({ code: 'x', kind: 'too-many', message: 'x', extra: { retryAfter: 29.2 } });
    expect(problemOf(patient)).toMatchObject({ headers: { 'Retry-After': '30' }, problem: { retryAfter: 29.2 } });
    expect(make('unauthenticated', 'token-expired').headers['WWW-Authenticate']).toContain('error="invalid_token"');
    expect(make('unauthenticated', 'token-missing')).toMatchObject({
      headers: { 'WWW-Authenticate': 'Bearer realm="aviary"' },
      problem: { field: 'Authorization' },
    });
    expect(make('unauthenticated', 'wrong-credentials').problem).not.toHaveProperty('field');
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300', '08006', '08P01'])(
    '%s: the database is away',
    (code) => {
      for (const error of [
        failing(code),
        new Error('x', { cause: failing(code) }),
        Object.assign(new Error('x'), { driverError: failing(code) }),
      ])
        expect(problemOf(error)).toMatchObject({
          problem: { status: 503, code: 'database-unavailable' },
          headers: { 'Retry-After': '2' },
        });
    },
  );

  test.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
  ])('%s: the database is away', (message) =>
    expect(problemOf(new Error(message)).problem).toMatchObject({ status: 503, code: 'database-unavailable' }),
  );

  test.each(['55P03', '40P01', '57014'])('%s: it is busy', (code) => {
    expect(problemOf(failing(code))).toMatchObject({
      problem: { status: 503, code: 'busy' },
      headers: { 'Retry-After': '1' },
    });
  });

  test.each([
    failing('23505'),
    failing('42P01'),
    new TypeError('x is undefined'),
    'text',
    undefined,
    null,
    failing('ERR_ASSERTION'),
  ])('a defect tells nothing: %p', (error) => {
    const { problem } = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toMatch(/popug|undefined/);
  });

  test.each<[string, number, string, string | undefined]>([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'body-too-large', 'body'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'unsupported-media-type', 'Content-Type'],
    ['FST_ERR_BAD_URL', 400, 'malformed-url', 'path'],
    ['FST_ERR_MAX_PARAM_LENGTH', 414, 'url-too-long', 'path'],
  ])('%s', (fastifyCode, status, code, field) => {
    const error = Object.assign(failing(fastifyCode), { statusCode: status });
    expect(problemOf(error).problem).toMatchObject({ status, code, field });
  });

  test('what Nest or a plugin refuses keeps its status', () => {
    expect(problemOf(new BadRequestException('Not so.')).problem).toMatchObject({
      status: 400,
      code: 'bad-request',
      detail: 'Not so.',
    });
    expect(problemOf(Object.assign(new Error('slow'), { statusCode: 429 })).problem).toMatchObject({
      status: 429,
      code: 'too-many-requests',
    });
    expect(problemOf(Object.assign(new Error('no'), { statusCode: 502 })).problem).toMatchObject({
      status: 500,
      code: 'internal',
    });
  });
});
