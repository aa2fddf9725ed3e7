import { expect, test } from '@jest/globals';
import { type EventLog } from '#libs/event-store';
import { DEFAULT_SETTINGS, uuidv7 } from '#libs/kernel';
import { SYSTEM_TENANT, type TenantRegistry } from '#libs/tenancy';
import { type ImportedTask } from '../domain/imported-task.js';
import { ImportTasks } from './import-tasks.js';
import { type PeopleCaughtUp } from './people-caught-up.js';

const drawn: ImportedTask = {
  ...{ id: 'a', title: 'Task a', ticketId: null, description: null, projectId: null, project: null, deadline: null },
  ...{ assigneeId: null, createdAt: 1_000, completedAt: null },
};

/** Looks at a row in a tenant that knows nobody. */
async function preview(tenant: string) {
  const tasks = new ImportTasks(
    { readStreams: async () => new Map() } as unknown as EventLog,
    { get: async () => ({ settings: DEFAULT_SETTINGS }) } as unknown as TenantRegistry,
    { assignable: async () => [] } as unknown as PeopleCaughtUp,
  );
  const { imported, refused } = await tasks.preview({ tenant, actor: null, correlationId: uuidv7() }, [drawn]);
  return { imported, refused: refused.map(({ error }) => error.code) };
}

test('to look at rows nobody is missing from a company that is not there yet, but from one that is', async () => {
  expect(await preview(SYSTEM_TENANT)).toEqual({ imported: 1, refused: [] });
  expect(await preview('kafka')).toEqual({ imported: 0, refused: ['no-eligible-assignee'] });
});
