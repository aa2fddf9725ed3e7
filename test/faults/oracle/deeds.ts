import { type RecordedEvent } from '#libs/kernel';
import { type Deed } from '../harness/load.js';

interface TaskBody {
  readonly taskId: string;
  readonly title?: string | null;
}

/**
 * Holds what people were told against the log of tasks: what was acknowledged is there; what was asked for under one key
 * is there once at most; and nothing is there that nobody asked for. What was imported is there once, too.
 */
export function wrongDeeds(
  deeds: readonly Deed[],
  log: readonly RecordedEvent[],
  imported: readonly string[] = [],
): string[] {
  const created = by(log, 'TaskCreated', ({ title }) => title ?? '');
  const completed = by(log, 'TaskCompleted', ({ taskId }) => taskId);
  const wrong: string[] = [];
  for (const { title, taskId, completed: done } of deeds) {
    const made = created.get(title) ?? [];
    if (made.length > 1) wrong.push(`the key of "${title}" took effect ${made.length} times`);
    if (taskId !== undefined && !made.some((body) => body.taskId === taskId))
      wrong.push(`"${title}" was acknowledged and is not in the log`);
    const times = taskId === undefined ? 0 : (completed.get(taskId)?.length ?? 0);
    if (times > 1) wrong.push(`"${title}" was completed ${times} times`);
    if (done && times === 0) wrong.push(`the completion of "${title}" was acknowledged and is not in the log`);
  }
  const asked = new Set([...deeds.map(({ title }) => title), ...imported]);
  for (const title of imported)
    if (created.get(title)?.length !== 1)
      wrong.push(`"${title}" was imported and is ${created.get(title)?.length ?? 0} times in the log`);
  for (const title of created.keys()) if (!asked.has(title)) wrong.push(`nobody asked for "${title}"`);
  return wrong;
}

function by(log: readonly RecordedEvent[], event: string, key: (body: TaskBody) => string): Map<string, TaskBody[]> {
  const found = new Map<string, TaskBody[]>();
  for (const each of log) {
    if (each.event !== event) continue;
    const body = each.body as TaskBody;
    found.set(key(body), [...(found.get(key(body)) ?? []), body]);
  }
  return found;
}
