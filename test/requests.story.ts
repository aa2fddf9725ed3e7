import { beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { until } from '#libs/testing';
import { type Answered, fileVariables, fill, parseRequests, type WrittenRequest } from '../tools/docs/requests.js';
import { companyOfOwn, sharedAviary } from './support/company.js';

/** requests.http as somebody would go through it, from top to bottom. */
const text = readFileSync('requests.http', 'utf8');
const variables = fileVariables(text);
const answers = new Map<string, Answered>();

beforeAll(async () => {
  ({ url: variables['url'] } = await companyOfOwn(await sharedAviary(), 'by-the-book'));
}, 300_000);

async function send(request: WrittenRequest): Promise<{ status: number; body: unknown }> {
  const filled = (written: string) => fill(written, variables, answers);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, filled(value)]));
  const body = request.body === '' ? {} : { body: filled(request.body) };
  const url = filled(request.url);
  // A busy machine may need longer than a read waits, or not be ready for a moment; to ask for a read again is harmless.
  const answer = await until(
    async () => {
      const got = await fetch(url, { method: request.method, headers, ...body });
      const isBusy = request.method === 'GET' && got.status === 503;
      return got.headers.has('aviary-stale') || isBusy ? undefined : got;
    },
    { what: `${request.method} ${url} to be up to date`, timeout: 120_000 },
  );
  const told = /[/+]json\b/.test(answer.headers.get('content-type') ?? '') ? await answer.json() : await answer.text();
  if (request.name) answers.set(request.name, { body: told, headers: Object.fromEntries(answer.headers) });
  return { status: answer.status, body: told };
}

test.each(parseRequests(text))('$title', async (request) => {
  const { status, body } = await send(request);
  if (request.refused) expect(`${status} ${(body as { code: string }).code}`).toBe(request.refused);
  else expect({ status: status === 201 ? 200 : status, body }).toEqual({ status: 200, body });
});
