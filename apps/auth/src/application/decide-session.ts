import { type CommandContext, type EventLog, executeCommand } from '#libs/event-store';
import { session, type SessionCommand, sessionStream } from '../domain/session.js';

/** Where and on whose behalf; what a request about a session gives besides its credentials. */
export type SessionContext = Pick<CommandContext, 'tenant' | 'correlationId' | 'traceparent'>;

/**
 * Records what becomes of a session. Never with an idempotency key: what is answered to such requests are credentials,
 * and those are kept nowhere.
 */
export async function decideOnSession(
  log: EventLog,
  { tenant, correlationId, traceparent = null }: SessionContext,
  sessionId: string,
  command: SessionCommand,
  actor: string | null,
): Promise<void> {
  const context: CommandContext = { tenant, correlationId, traceparent, actor };
  await executeCommand(log, session, { streamId: sessionStream(sessionId), command, context, answer: () => null });
}
