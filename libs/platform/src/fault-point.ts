/**
 * Places in the code at which a test may stop or kill the process, to see what is left behind there. By place:
 * - `relay.before-send`: records are framed, and the broker has heard of none of them;
 * - `relay.after-ack`: the broker has them, and the progress is not stored;
 * - `consumer.mid-batch`: a batch of a topic has come, and this subscriber and tenant have taken nothing of it;
 * - `consumer.before-cursor`: everybody has taken the batch, and the cursor is not stored;
 * - `view.before-commit`: rows are written, and checkpoint and commit are to come;
 * - `rebuild.before-spill`: a rebuild has written rows beside a view, and the commit is to come;
 * - `rebuild.before-swap`: a rebuild has put its tables in the place of a view's, and the commit is to come.
 */
export type FaultPoint =
  | 'relay.before-send'
  | 'relay.after-ack'
  | 'consumer.mid-batch'
  | 'consumer.before-cursor'
  | 'view.before-commit'
  | 'rebuild.before-spill'
  | 'rebuild.before-swap';

/** What a test has put there. Whoever waits for its promise does not go on before it is resolved. */
type Hook = (point: FaultPoint, of?: string) => Promise<void> | undefined;

/** Where a test leaves its hook before the service is loaded; no variable, so nothing that can be set by mistake. */
const HOOK = Symbol.for('aviary.fault-points');

let hook: Hook | undefined;

/**
 * Lets the hook of this process be called, if a test has left one; called once, when a service starts as a process.
 *
 * @param mode in `production` there are no fault points, whatever was left
 */
export function armFaultPoints(mode: 'local' | 'production'): void {
  hook = mode === 'local' ? (globalThis as { [HOOK]?: Hook })[HOOK] : undefined;
}

/**
 * Passes a fault point: does nothing at all, unless a test has armed this process.
 *
 * @param of which of several it is that passes here, like a view's id
 */
export function faultPoint(point: FaultPoint, of?: string): Promise<void> | undefined {
  return hook?.(point, of);
}
