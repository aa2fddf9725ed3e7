import { describe, expect, test } from '@jest/globals';
import { DomainError, notFound } from '#libs/kernel';
import { asUnavailable, isDatabaseTrouble } from './trouble.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('trouble that passes', () => {
  test.each(['ECONNREFUSED', 'ETIMEDOUT', '57P01', '08006', '53300', '55P03', '40P01'])('%s', (code) => {
    expect(isDatabaseTrouble(withCode(code))).toBe(true);
  });

  test('is seen through what wraps it', () => {
    const driverError = Object.assign(new Error('query failed'), { driverError: withCode('57P01') });
    expect(isDatabaseTrouble(driverError)).toBe(true);
    expect(isDatabaseTrouble(new Error('x', { cause: withCode('ECONNRESET') }))).toBe(true);
    expect(isDatabaseTrouble(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
    expect(isDatabaseTrouble(new Error('Connection terminated unexpectedly'))).toBe(true);
  });

  test('becomes a DomainError of kind unavailable', () => {
    const cause = withCode('57P01');
    expect(asUnavailable(cause)).toMatchObject({ kind: 'unavailable', code: 'database-unavailable', cause });
  });
});

describe('anything else stays as it is', () => {
  test.each([withCode('23505'), withCode('42501'), new Error('boom'), notFound('x', 'y'), 'text', undefined])(
    '%s',
    (error) => {
      expect(isDatabaseTrouble(error)).toBe(false);
      expect(asUnavailable(error)).toBe(error);
    },
  );

  test('also a DomainError that was caused by trouble', () => {
    const error = new DomainError({ code: 'mine', kind: 'conflict', message: 'x', cause: withCode('57P01') });
    expect(asUnavailable(error)).toBe(error);
  });
});
