import { type Decider, type Fact } from '#libs/kernel';

/** What can happen to a session, or to the attempt to begin one. No credential is in any of it. */
export type SessionFact =
  | Fact<'LoggedIn', { readonly userId: string; readonly sessionId: string }>
  | Fact<'LoggedOut', { readonly userId: string; readonly sessionId: string }>
  | Fact<'LoginFailed', { readonly userId: string | null; readonly reason: string | null }>;

/** Why somebody was turned away; for the audit only, the caller is told less. An open set. */
export type FailureReason = 'unknown-login' | 'wrong-password' | 'inactive-user' | 'refresh-token-reused';

export type SessionCommand =
  | { readonly type: 'begin'; readonly userId: string; readonly sessionId: string }
  | { readonly type: 'turn-away'; readonly userId: string | null; readonly reason: FailureReason }
  | { readonly type: 'end' };

export type Session =
  | { readonly status: 'absent' | 'ended' }
  | { readonly status: 'open'; readonly userId: string; readonly sessionId: string };

/** The stream of a session; an attempt that failed has one of its own, with nothing else in it. */
export const sessionStream = (sessionId: string): string => `session:${sessionId}`;

/** A session begins once and ends once; ending what has ended leads to no fact. */
export const session: Decider<Session, SessionCommand, SessionFact> = {
  initialState: { status: 'absent' },
  evolve(state, fact) {
    switch (fact.event) {
      case 'LoggedIn':
        return { status: 'open', ...fact.body };
      case 'LoggedOut':
        return { status: 'ended' };
      case 'LoginFailed':
        return state;
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'begin':
        return [{ event: 'LoggedIn', body: { userId: command.userId, sessionId: command.sessionId } }];
      case 'turn-away':
        return [{ event: 'LoginFailed', body: { userId: command.userId, reason: command.reason } }];
      case 'end':
        if (state.status !== 'open') return [];
        return [{ event: 'LoggedOut', body: { userId: state.userId, sessionId: state.sessionId } }];
    }
  },
};
