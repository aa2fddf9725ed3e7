import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { type ServiceDefinition, STREAM_STATES } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { SecurityModule } from '#libs/security';
import { TenancyModule } from '#libs/tenancy';
import { ActivateUser } from './application/activate-user.js';
import { BeginSession } from './application/begin-session.js';
import { BootstrapUsers } from './application/bootstrap-users.js';
import { ChangeRoles } from './application/change-roles.js';
import { AccessTokens } from './application/credentials/access-tokens.js';
import { LoginKeys } from './application/credentials/login-keys.js';
import { LoginThrottle } from './application/credentials/login-throttle.js';
import { Passwords } from './application/credentials/passwords.js';
import { RefreshTokens } from './application/credentials/refresh-tokens.js';
import { SigningKeys } from './application/credentials/signing-keys.js';
import { DeactivateUser } from './application/deactivate-user.js';
import { ErasePerson } from './application/erase-person.js';
import { IdentifyUser } from './application/identify-user.js';
import { ImportUsers } from './application/import-users.js';
import { IssueSystemToken } from './application/issue-system-token.js';
import { LogIn } from './application/log-in.js';
import { LogOut } from './application/log-out.js';
import { RefreshSession } from './application/refresh-session.js';
import { RegisterUser } from './application/register-user.js';
import { RenameUser } from './application/rename-user.js';
import { ReserveLogin } from './application/reserve-login.js';
import { streamStates } from './application/stream-states.js';
import { TellMe } from './application/tell-me.js';
import { AuthController } from './http/auth.controller.js';
import { InternalController } from './http/internal.controller.js';
import { JwksController } from './http/jwks.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { SessionRequests } from './http/session-requests.js';
import { UserChangesController } from './http/user-changes.controller.js';
import { UserImportsController } from './http/user-imports.controller.js';
import { UsersController } from './http/users.controller.js';
import { UsersRequests } from './http/users.requests.js';
import { CredentialsAndSessions1790000000000 } from './persistence/1790000000000-credentials-and-sessions.js';
import { CredentialsStore } from './persistence/credentials.store.js';
import { SessionsStore } from './persistence/sessions.store.js';
import { SigningKeysStore } from './persistence/signing-keys.store.js';
import { users } from './projections/users/users.projection.js';
import { UsersQuery } from './projections/users/users.query.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [CredentialsAndSessions1790000000000], entities: [] }),
    EventStoreModule.forService({ service: 'auth' }),
    MessagingModule.forService({ service: 'auth', hasLog: true }),
    ProjectionsModule.forService({ service: 'auth', projections: [users] }),
    SecurityModule,
  ],
  controllers: [
    ...[AuthController, UsersController, UserChangesController, UserImportsController],
    ...[JwksController, InternalController],
  ],
  providers: [
    ...[RegisterUser, BootstrapUsers, ActivateUser, DeactivateUser, RenameUser, ChangeRoles, ErasePerson, ReserveLogin],
    ImportUsers,
    ...[LogIn, IdentifyUser, BeginSession, RefreshSession, LogOut, TellMe, IssueSystemToken],
    ...[Passwords, LoginKeys, LoginThrottle, AccessTokens, RefreshTokens, SigningKeys],
    ...[CredentialsStore, SessionsStore, SigningKeysStore],
    { provide: STREAM_STATES, useValue: streamStates },
    ...[UsersQuery, UsersRequests, SessionRequests, RefreshCookie],
  ],
})
export class AuthModule {}

export const auth: ServiceDefinition = { name: 'auth', module: AuthModule };
