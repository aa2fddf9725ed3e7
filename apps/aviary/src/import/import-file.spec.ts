import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { importFile } from './import-file.js';
import { type BadRow } from './import-news.js';

const folder = mkdtempSync(path.join(tmpdir(), 'aviary-import-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'history.csv');
writeFileSync(file, 'id\n1\n');

const bad = { news: 'bad-row', line: 3, field: null, reason: 'is bad' };
const progress = (rows: number) => ({ news: 'progress', rows, imported: rows - 1, already: 0, bad: 1 });
const problem = (status: number, code: string) => ({
  news: 'problem',
  problem: { status, code, detail: `It is ${code}.` },
});
const counts = { rows: 2_000, imported: 999, already: 1_000, bad: 1, people: 1, projects: 1, dryRun: false };
const end = { ...counts, position: 'tasks=1.7' };
const finished = { news: 'finished', ...end };

/** Imports at a service that gives these answers, one after the other, each with its lines. */
async function importAt(answers: readonly (readonly object[])[], dryRun = false) {
  let asked = 0;
  const correlations = new Set<unknown>();
  const answer = (url: string): string => {
    if (url === '/internal/tokens') return JSON.stringify({ accessToken: 'token' });
    return (answers[asked++] ?? []).map((line) => `${JSON.stringify(line)}\n`).join('');
  };
  const server = http.createServer((request, response) => {
    if (request.url !== '/internal/tokens') correlations.add(request.headers['x-correlation-id']);
    request.resume().once('end', () => response.end(answer(request.url ?? '')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rows: BadRow[] = [];
  const listener = { bad: (row: BadRow) => void rows.push(row), progress: () => undefined };
  const reachable = { services: { auth: url, tasks: url }, authSecret: 'secret' };
  const wanted = { path: file, source: 'history.csv', tenant: 'kafka', dryRun };
  const result = await importFile(reachable, wanted, listener).catch((error: Error) => error.message);
  server.close();
  server.closeAllConnections();
  return { result, rows, asked, correlations };
}

test('what is sent again goes under the same correlation id, and tells of each bad row once', async () => {
  const outlived = [bad, progress(1_000), problem(401, 'token-expired')];
  const answers = [outlived, [bad, progress(1_000), progress(2_000), finished]];
  const { result, rows, asked, correlations } = await importAt(answers);
  expect([result, asked]).toEqual([end, 2]);
  expect(rows).toEqual([{ line: 3, field: null, reason: 'is bad' }]);
  expect([...correlations]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

test('a service that goes away, at first or on the way, is asked again', async () => {
  const away = problem(503, 'service-unavailable');
  expect(await importAt([[away], [progress(1_000), away], [away], [finished]])).toMatchObject({
    result: end,
    asked: 4,
  });
});

test('what cannot go on says how to go on, unless nothing is in', async () => {
  const ended = problem(409, 'import-not-open');
  expect(await importAt([[ended]])).toMatchObject({ result: 'It is import-not-open.' });
  expect(await importAt([[progress(1_000), ended]], true)).toMatchObject({ result: 'It is import-not-open.' });
  const { result, asked } = await importAt([[progress(1_000), ended], [finished]]);
  expect([result, asked]).toEqual(['It is import-not-open. What is in stays: run the same command again to go on.', 1]);
});
