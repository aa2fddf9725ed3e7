import { uuidv7 } from '#libs/kernel';
import { api, until } from '#libs/testing';
import { pastOf } from '../../support/past.js';
import { PATIENCE_MS } from './at-work.js';
import { type Company } from './company.js';

/**
 * Imports a past of our own making into a company, through any instance of `tasks`.
 *
 * @param url of `tasks`, at the moment; undefined while none runs
 * @param rows how many tasks it tells of
 * @returns the company with it
 * @throws Error when not all of it went in
 */
export async function importHistory(company: Company, url: () => string | undefined, rows: number): Promise<Company> {
  const { csv, titles } = pastOf(rows);
  // What went in by an attempt that broke off counts as imported by the next.
  const headers = { 'x-correlation-id': uuidv7(), 'content-type': 'text/csv' };
  const sent = async (): Promise<string> => {
    const client = api(url() ?? '')
      .as(company.admin)
      .forTenant(company.tenant)
      .with(headers);
    const { body } = await client.post<string>('/api/tasks/imports?source=past.csv', undefined, { raw: csv });
    const last = JSON.parse(body.trimEnd().split('\n').at(-1) ?? '') as { news: string };
    if (last.news !== 'finished') throw new Error(body);
    return body;
  };
  const told = await until(sent, { what: 'a past to go in', timeout: PATIENCE_MS });
  if (!told.includes(`"imported":${rows},"already":0,"bad":0,"people"`))
    throw new Error(`The past did not go in as it is: ${told}`);
  return { ...company, imported: titles };
}
