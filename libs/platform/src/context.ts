import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * On whose behalf the running code works. It goes along with every asynchronous step, so that a line in the log says
 * which tenant and which request it belongs to. The tenant and the actor are filled in as soon as they are known.
 */
export interface RequestContext {
  tenant?: string;
  /** A UUID that all that follows from one request shares, across services and events. */
  readonly correlationId: string;
  actor?: string | null;
}

const contexts = new AsyncLocalStorage<RequestContext>();

/** Runs the work, and whatever it starts, in the context. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return contexts.run(context, work);
}

/** The context of the running code; none outside of requests and reactions. */
export function currentContext(): RequestContext | undefined {
  return contexts.getStore();
}
