import { everything, type People, upToNow } from './people.js';

interface Entry {
  readonly reason: string;
  readonly causeEventId: string | null;
}

/** All that the seed has made, without what is new in each installation: the ids of events that nobody named. */
export async function seededCompany({ admin, auditor }: People): Promise<object> {
  // The seed ends when the last task is written; what follows from it is on its way.
  const headers = await upToNow(admin, 'tasks');
  const entries = await everything<Entry>(auditor, '/api/accounting/entries', headers);
  return {
    tasks: await everything(admin, '/api/tasks', headers),
    projects: await everything(admin, '/api/projects'),
    employees: await everything(admin, '/api/employees'),
    users: await everything(admin, '/api/users'),
    cycles: await everything(auditor, '/api/accounting/cycles'),
    entries: entries.map(({ causeEventId, ...entry }) =>
      entry.reason === 'payout' ? entry : { ...entry, causeEventId },
    ),
  };
}
