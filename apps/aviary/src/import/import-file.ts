import { setTimeout as pause } from 'node:timers/promises';
import { uuidv7 } from '#libs/kernel';
import { asInstallation, ProblemError } from '../local/client.js';
import { type Reachable } from '../local/running.js';
import { type BadRow, type ImportEnd, type ImportListener } from './import-news.js';
import { sendFile } from './send-file.js';

/** What is to be imported. */
export interface FileToImport {
  readonly path: string;
  /** What it is called: an import that broke off goes on under the same. */
  readonly source: string;
  readonly tenant: string;
  readonly dryRun: boolean;
}

/** For so long a service that is away is asked again: it may have just started, or starts anew. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/**
 * Imports a file in the name of the installation. Its token lasts some minutes: an import that takes longer is sent again
 * with another, and passes over what is in; so is one whose service goes away for a while. All of it goes under one correlation
 * id, by which what was sent before and is in counts as imported. Bad rows are told in the end, each once.
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
  let deadline = Date.now() + PATIENCE_MS;
  let reached = -1;
  const correlation = { 'x-correlation-id': uuidv7() };
  for (;;) {
    const before = reached;
    const badRows: BadRow[] = [];
    const heard: ImportListener = {
      bad: (row) => badRows.push(row),
      progress: (counts) => {
        if (counts.rows > reached) deadline = Date.now() + PATIENCE_MS;
        reached = Math.max(reached, counts.rows);
        listener.progress(counts);
      },
    };
    try {
      const grant = { tenant, permissions: ['imports.can_add'] };
      const headers = await asInstallation(services['auth'] ?? '', authSecret, grant);
      const end = await sendFile(path, { url, headers: { ...headers, ...correlation } }, heard);
      for (const row of badRows) listener.bad(row);
      return end;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const outlived = error.code === 'token-expired' && reached > before;
      const away = error.status === 503 && Date.now() < deadline;
      if (!outlived && !away) throw reached === -1 || dryRun ? error : brokeOff(error);
      await pause(PAUSE_MS);
    }
  }
}

const brokeOff = ({ status, code, message }: ProblemError): ProblemError =>
  new ProblemError(status, code, `${message} What is in stays: run the same command again to go on.`);
