import { describe, expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { judgeRefresh } from './refresh.js';
import { session, type SessionFact } from './session.js';

const userId = uuidv5('spec', 'kesha');
const sessionId = uuidv5('spec', 'session');
const loggedIn: SessionFact = { event: 'LoggedIn', body: { userId, sessionId } };
const loggedOut: SessionFact = { event: 'LoggedOut', body: { userId, sessionId } };
const spec = deciderSpec(session);

describe('a session', () => {
  test('begins', () => spec.when({ type: 'begin', userId, sessionId }).then(loggedIn));
  test('ends', () => spec.given(loggedIn).when({ type: 'end' }).then(loggedOut));
  test('ends once', () => spec.given(loggedIn, loggedOut).when({ type: 'end' }).then());
  test('that never began does not end', () => spec.when({ type: 'end' }).then());
  test('an attempt that fails is told, with or without a user', () => {
    spec.when({ type: 'turn-away', userId, reason: 'wrong-password' }).then({
      event: 'LoginFailed',
      body: { userId, reason: 'wrong-password' },
    });
    spec.when({ type: 'turn-away', userId: null, reason: 'unknown-login' }).then({
      event: 'LoginFailed',
      body: { userId: null, reason: 'unknown-login' },
    });
  });
  test('goes on after a failure until it is ended', () =>
    spec
      .given(loggedIn, { event: 'LoginFailed', body: { userId, reason: 'refresh-token-reused' } })
      .when({ type: 'end' })
      .then(loggedOut));
});

describe('a refresh token', () => {
  const kept = { secretHash: 'aa', expiresAt: 1_000, revoked: false };
  test('issued last is exchanged', () => expect(judgeRefresh(kept, 'aa', 999)).toBe('rotate'));
  test('issued before was used already', () => expect(judgeRefresh(kept, 'bb', 999)).toBe('reused'));
  test('is worthless once it has expired', () => {
    expect(judgeRefresh(kept, 'aa', 1_000)).toBe('ended');
    expect(judgeRefresh(kept, 'bb', 1_000)).toBe('ended');
  });
  test('is worthless once its session is revoked', () =>
    expect(judgeRefresh({ ...kept, revoked: true }, 'aa', 999)).toBe('ended'));
});
