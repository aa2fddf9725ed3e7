import { describe, expect, test } from '@jest/globals';
import { EventLog } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { PASSWORD, runningAuth } from '../fixtures/running-auth.js';
import { Passwords } from './credentials/passwords.js';
import { loadUser } from './load-user.js';
import { RegisterUser } from './register-user.js';
import { type LoginClaim, ReserveLogin } from './reserve-login.js';

const auth = runningAuth();
const logins = () => auth.service.app.get(ReserveLogin);
const claim = (login: string, userId = uuidv7()) => ({ tenant: auth.database.tenant, login, userId });
const register = (login: string, id?: string) =>
  auth.service.app
    .get(RegisterUser)
    .execute(
      { tenant: auth.database.tenant, actor: 'system:spec', correlationId: uuidv7() },
      { id, login, name: login, password: PASSWORD, roles: [] },
    );
const age = () =>
  auth.database.asSuperuser((client) =>
    client.query("UPDATE auth.credentials SET reserved_at = now() - interval '1 minute', confirmed_at = NULL"),
  );
const taken = expect.objectContaining({ code: 'login-taken' });

describe('a login that was reserved for a user who was never registered', () => {
  test('stays reserved while the registration may be under way, then goes to the next who asks', async () => {
    await logins().reserve(claim('killed'), 'hash');
    await expect(register('killed')).rejects.toEqual(taken);
    await age();
    await register('killed');
    await auth.login('killed');
  });

  test('is met again by the same registration at once', async () => {
    const mine = claim('again');
    await logins().reserve(mine, 'hash');
    await register('again', mine.userId);
    await auth.login('again');
  });

  test('cannot be logged in with', async () => {
    const { id } = await register('existing');
    await logins().reserve(claim('second-login', id), await auth.service.app.get(Passwords).hash(PASSWORD));
    expect((await auth.logIn('second-login')).status).toBe(401);
    await age();
    await register('second-login');
  });
});

describe('a login that was reserved for a user who was registered, and never confirmed', () => {
  test('stays theirs', async () => {
    const { id } = await register('unconfirmed');
    await age();
    expect(await logins().holder(auth.database.tenant, 'unconfirmed')).toBe(id);
    await expect(register('unconfirmed')).rejects.toEqual(taken);
    await auth.login('unconfirmed');
  });
});

describe('a registration that took so long that its login was taken over', () => {
  test('is refused, and leaves a user who cannot log in', async () => {
    const { app } = auth.service;
    const slowly = Object.assign(Object.create(logins()) as ReserveLogin, {
      async confirm(slow: LoginClaim): Promise<boolean> {
        await age();
        await auth.database.asSuperuser((client) =>
          client.query('UPDATE auth.credentials SET user_id = $1 WHERE user_id = $2', [uuidv7(), slow.userId]),
        );
        return logins().confirm(slow);
      },
    });
    const registering = new RegisterUser(app.get(EventLog), app.get(Passwords), slowly);
    const id = uuidv7();
    const context = { tenant: auth.database.tenant, actor: null, correlationId: uuidv7() };
    const slow = { id, login: 'slow', name: 'Slow', password: PASSWORD, roles: [] };
    await expect(registering.execute(context, slow)).rejects.toEqual(taken);
    expect(await loadUser(app.get(EventLog), auth.database.tenant, id)).toMatchObject({ status: 'inactive' });
  });
});
