// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** A user proved who they are, and a session began. */
export interface LoggedIn {
  /** The person. */
  readonly userId: string;
  /** The session that began. */
  readonly sessionId: string;
}

/** A session ended: its user logged out, or it was revoked. */
export interface LoggedOut {
  /** The person. */
  readonly userId: string;
  /** The session that ended. */
  readonly sessionId: string;
}

/** An attempt to log in was turned down. */
export interface LoginFailed {
  /** The person whose login was given; null where nobody has it. */
  readonly userId: string | null;
  /** Why: a lower-case code, such as wrong-password. */
  readonly reason: string | null;
}

/** A role allows something else, to everyone who holds it. */
export interface PermissionsChanged {
  /** Name of the role. */
  readonly role: string;
  /** What it allowed until now, as <resource>.<what>. */
  readonly before: readonly string[];
  /** What it allows from now on, as <resource>.<what>. */
  readonly after: readonly string[];
}

/** The key of a person's sealed data was destroyed: names and addresses are to be forgotten everywhere. */
export interface PersonErased {
  /** The person. */
  readonly userId: string;
}

/** A user holds other roles. */
export interface RolesChanged {
  /** The person. */
  readonly userId: string;
  /** Names of the roles held until now. */
  readonly before: readonly string[];
  /** Names of the roles held from now on. */
  readonly after: readonly string[];
  /** Everything that the roles held from now on allow, as <resource>.<what>. */
  readonly permissions: readonly string[];
}

/** A user may log in from now on. */
export interface UserActivated {
  /** The person. */
  readonly userId: string;
}

/** A user may no longer log in, nor be assigned tasks. */
export interface UserDeactivated {
  /** The person. */
  readonly userId: string;
}

/** A person asked for an account, or was given one; it can be used once activated. */
export interface UserRegistered {
  /** The person; the same id as employee and as assignee. */
  readonly userId: string;
  /** Name used to log in. Personal: sealed, and null once the person is erased. */
  readonly login: string | null;
  /** Full name, as people write it. Personal: sealed, and null once the person is erased. */
  readonly name: string | null;
  /** Address that messages go to. Personal: sealed, and null once the person is erased. */
  readonly email: string | null;
  /** Names of the roles held. */
  readonly roles: readonly string[];
  /** Everything these roles allow, as <resource>.<what>. */
  readonly permissions: readonly string[];
}

/** What a user is called. */
export interface UserName {
  /** Full name, as people write it. Personal: sealed, and null once the person is erased. */
  readonly name: string | null;
}

/** A user goes by another name. */
export interface UserRenamed {
  /** The person. */
  readonly userId: string;
  /** The name until now. */
  readonly before: UserName | null;
  /** The name from now on. */
  readonly after: UserName | null;
}

/** Every fact that the log of `auth` can hold. */
export type AuthEvent =
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'LoggedIn', LoggedIn>
  | Fact<'LoggedOut', LoggedOut>
  | Fact<'LoginFailed', LoginFailed>
  | Fact<'PermissionsChanged', PermissionsChanged>
  | Fact<'PersonErased', PersonErased>
  | Fact<'RolesChanged', RolesChanged>
  | Fact<'UserActivated', UserActivated>
  | Fact<'UserDeactivated', UserDeactivated>
  | Fact<'UserRegistered', UserRegistered>
  | Fact<'UserRenamed', UserRenamed>;

/** Every version of these, oldest first. */
export const authEvents: readonly EventType[] = [
  {
    service: 'auth',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.auth","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'auth',
    event: 'LoggedIn',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LoggedIn","namespace":"aviary.auth","doc":"A user proved who they are, and a session began.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"sessionId","doc":"The session that began.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'auth',
    event: 'LoggedOut',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LoggedOut","namespace":"aviary.auth","doc":"A session ended: its user logged out, or it was revoked.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"sessionId","doc":"The session that ended.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'auth',
    event: 'LoginFailed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LoginFailed","namespace":"aviary.auth","doc":"An attempt to log in was turned down.","fields":[${META_FIELD},{"name":"userId","doc":"The person whose login was given; null where nobody has it.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"reason","doc":"Why: a lower-case code, such as wrong-password.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'auth',
    event: 'PermissionsChanged',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"PermissionsChanged","namespace":"aviary.auth","doc":"A role allows something else, to everyone who holds it.","fields":[${META_FIELD},{"name":"role","doc":"Name of the role.","type":"string","kind":"id"},{"name":"before","doc":"What it allowed until now, as <resource>.<what>.","type":{"type":"array","items":"string"},"default":[]},{"name":"after","doc":"What it allows from now on, as <resource>.<what>.","type":{"type":"array","items":"string"},"default":[]}]}`,
  },
  {
    service: 'auth',
    event: 'PersonErased',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"PersonErased","namespace":"aviary.auth","doc":"The key of a person's sealed data was destroyed: names and addresses are to be forgotten everywhere.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'auth',
    event: 'RolesChanged',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"RolesChanged","namespace":"aviary.auth","doc":"A user holds other roles.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"before","doc":"Names of the roles held until now.","type":{"type":"array","items":"string"},"default":[]},{"name":"after","doc":"Names of the roles held from now on.","type":{"type":"array","items":"string"},"default":[]},{"name":"permissions","doc":"Everything that the roles held from now on allow, as <resource>.<what>.","type":{"type":"array","items":"string"},"default":[]}]}`,
  },
  {
    service: 'auth',
    event: 'UserActivated',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"UserActivated","namespace":"aviary.auth","doc":"A user may log in from now on.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'auth',
    event: 'UserDeactivated',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"UserDeactivated","namespace":"aviary.auth","doc":"A user may no longer log in, nor be assigned tasks.","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'auth',
    event: 'UserRegistered',
    version: 1,
    pii: ['login', 'name', 'email'],
    piiSubject: 'userId',
    schema: `{"type":"record","name":"UserRegistered","namespace":"aviary.auth","doc":"A person asked for an account, or was given one; it can be used once activated.","piiSubject":"userId","fields":[${META_FIELD},{"name":"userId","doc":"The person; the same id as employee and as assignee.","type":{"type":"string","logicalType":"uuid"}},{"name":"login","doc":"Name used to log in.","type":["null","string"],"default":null,"pii":true},{"name":"name","doc":"Full name, as people write it.","type":["null","string"],"default":null,"pii":true},{"name":"email","doc":"Address that messages go to.","type":["null","string"],"default":null,"pii":true},{"name":"roles","doc":"Names of the roles held.","type":{"type":"array","items":"string"},"default":[]},{"name":"permissions","doc":"Everything these roles allow, as <resource>.<what>.","type":{"type":"array","items":"string"},"default":[]}]}`,
  },
  {
    service: 'auth',
    event: 'UserRenamed',
    version: 1,
    pii: ['before.name', 'after.name'],
    piiSubject: 'userId',
    schema: `{"type":"record","name":"UserRenamed","namespace":"aviary.auth","doc":"A user goes by another name.","piiSubject":"userId","fields":[${META_FIELD},{"name":"userId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"before","doc":"The name until now.","type":["null",{"type":"record","name":"UserName","doc":"What a user is called.","fields":[{"name":"name","doc":"Full name, as people write it.","type":["null","string"],"default":null,"pii":true}]}],"default":null},{"name":"after","doc":"The name from now on.","type":["null","UserName"],"default":null}]}`,
  },
];
