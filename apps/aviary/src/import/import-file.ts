import { setTimeout as pause } from 'node:timers/promises';
import { asInstallation, ProblemError } from '../local/client.js';
import { type Reachable } from '../local/running.js';
import { type ImportEnd, type ImportListener } from './import-news.js';
import { sendFile } from './send-file.js';

/** What is to be imported. */
export interface FileToImport {
  readonly path: string;
  /** What it is called: an import that broke off goes on under the same. */
  readonly source: string;
  readonly tenant: string;
  readonly dryRun: boolean;
}

/** For so long a service that has nothing for us yet is asked again: it may have just started. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/**
 * Imports a file in the name of the installation. Its token lasts some minutes: an import that takes longer is sent again
 * with another, and passes over what is in.
 *
 * @throws ProblemError, Error as `sendFile`
 */
export async function importFile(
  { services, authSecret }: Reachable,
  { path, source, tenant, dryRun }: FileToImport,
  listener: ImportListener,
): Promise<ImportEnd> {
  const query = new URLSearchParams({ source, dryRun: String(dryRun) });
  const url = `${services['tasks']}/api/tasks/imports?${query.toString()}`;
  const deadline = Date.now() + PATIENCE_MS;
  let reached = -1;
  for (;;) {
    const before = reached;
    const heard: ImportListener = {
      bad: (row) => listener.bad(row),
      progress: (counts) => {
        reached = Math.max(reached, counts.rows);
        listener.progress(counts);
      },
    };
    try {
      const grant = { tenant, permissions: ['imports.can_add'] };
      const headers = await asInstallation(services['auth'] ?? '', authSecret, grant);
      return await sendFile(path, { url, headers }, heard);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const outlived = error.code === 'token-expired' && reached > before;
      const early = error.status === 503 && reached === -1 && Date.now() < deadline;
      if (!outlived && !early) throw error;
      await pause(PAUSE_MS);
    }
  }
}
