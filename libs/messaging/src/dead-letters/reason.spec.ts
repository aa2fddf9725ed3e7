import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { reasonOf } from './reason.js';

const userId = uuidv7();
const event = { userId, name: 'Ada Lovelace', before: { email: 'ada@example.org' }, tags: ['countess'] };

describe('reasonOf', () => {
  it('says what went wrong', () => {
    expect(reasonOf(new Error('an amount is positive'), event)).toBe('an amount is positive');
    expect(reasonOf(new RangeError('too many'), event)).toBe('RangeError: too many');
    expect(reasonOf('thrown as it is', event)).toBe('thrown as it is');
  });

  it('repeats nothing of what it is about, however deep it lies there', () => {
    const error = new Error('Ada Lovelace <ada@example.org>, countess, cannot be reckoned');
    expect(reasonOf(error, event)).toBe('… <…>, …, cannot be reckoned');
    expect(reasonOf(new Error('no luck for bob'), event, { account: 'bob' })).toBe('no luck for …');
  });

  it('quotes nothing but names of members, and ids', () => {
    const said = `Unexpected token 'A', "Ada Lov"... is not valid JSON in "name" of "${userId}"`;
    expect(reasonOf(new SyntaxError(said), event)).toBe(
      `SyntaxError: Unexpected token '…', "…"... is not valid JSON in "name" of "${userId}"`,
    );
  });

  it('does not quote what a database could not take', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: Ada'), { code: '22P02' });
    expect(reasonOf(error, event)).toBe('a value does not fit (SQLSTATE 22P02)');
  });

  it('is short', () => {
    expect(reasonOf(new Error('x'.repeat(2_000)))).toHaveLength(500);
  });
});
