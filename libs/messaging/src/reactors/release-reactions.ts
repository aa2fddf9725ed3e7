import { type EventLog } from '#libs/event-store';
import { type RecordedEvent, uuidv7 } from '#libs/kernel';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type Discard, type Release } from '../dead-letters/dead-letter.js';
import { reasonOf } from '../dead-letters/reason.js';
import { type ReactorLetters } from '../dead-letters/reactor-letters.js';
import { type Handlers, mayPass } from './handlers.js';
import { ReactionDraft } from './reaction-draft.js';
import { isRefusal, mayDecideAgain } from './outcomes.js';

/** A reactor, as far as it answers to what was set aside. */
export interface Answering {
  readonly name: string;
  readonly handlers: Handlers;
  readonly letters: ReactorLetters;
  readonly log: EventLog;
}

const AT_ONCE = 100;
const MAX_ATTEMPTS = 20;
const BACK_OFF = { first: 5, longest: 200 };

/**
 * Answers to what waits for a key, in log order, one after the other. The checkpoint is past them; that each is answered
 * once the note of it sees to, whoever else does the same.
 */
export async function releaseReactions(
  reactor: Answering,
  tenant: string,
  key: string,
  discard: Discard | undefined,
): Promise<Release> {
  if (discard) await doWithout(reactor, tenant, discard);
  const store = await reactor.letters.store(tenant);
  let handled = 0;
  for (;;) {
    const waiting = await reactor.letters.ofKey(tenant, key, AT_ONCE);
    if (waiting.length === 0) return { outcome: 'released', handled, reason: null };
    for (const [letter, event] of waiting) {
      const reason = event instanceof Error ? reasonOf(event) : await answer(reactor, tenant, event);
      if (reason !== null) {
        await store.failed(letter.id, reason);
        return { outcome: 'parked', handled, reason };
      }
      await store.remove([letter.id]);
      handled += 1;
    }
  }
}

/** Notes that nothing follows from the event, so that nobody answers to it ever again. */
async function doWithout({ name, letters, log }: Answering, tenant: string, discard: Discard): Promise<void> {
  const store = await letters.store(tenant);
  const letter = await store.find(discard.id);
  if (!letter) return;
  const reactions = { reactor: name, causeEventIds: [letter.eventId] };
  // A conflict says that it was answered to before, which is as good.
  await log.append(tenant, { events: [], reactions, actor: `system:${name}`, correlationId: uuidv7() });
  await store.discard(discard);
}

/** @returns why it cannot be answered to; null if it was. @throws what passes */
async function answer(
  { name, handlers, log }: Answering,
  tenant: string,
  event: RecordedEvent,
): Promise<string | null> {
  const { eventId, correlationId } = event.meta;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause(pauseAfter(attempt - 1, BACK_OFF));
    if ((await log.knownReactions(tenant, name, [eventId])).has(eventId)) return null;
    const draft = new ReactionDraft(name);
    try {
      draft.add(event.meta, await handlers.insist({ event, tenant, attempt }));
    } catch (error) {
      if (mayPass(error)) throw error;
      return reasonOf(error, event.body);
    }
    try {
      const outcome = await log.append(tenant, draft.command(undefined, correlationId));
      if (outcome.outcome === 'appended') return null;
      if (!mayDecideAgain(outcome)) return `It cannot be recorded: ${outcome.outcome}.`;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return reasonOf(error, event.body);
    }
  }
  return `It was decided ${MAX_ATTEMPTS} times, and each time overtaken.`;
}
