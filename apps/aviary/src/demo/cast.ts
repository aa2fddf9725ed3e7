import { demoLogins } from '../seed/demo-people.js';

const TENANT = 'popug';

/** The given name of one of the demo logins, as the mails of local mode call them. */
function called(login: string): string {
  const found = demoLogins(TENANT).find((person) => person.login === login);
  return found?.name.split(' ')[0] ?? login;
}

/** Who is who in the story. */
export const MANAGER = called('manager');
export const DEVELOPER = called('developer');
export const AUDITOR = called('auditor');
