import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../setup/root.mjs';

const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const RULES = path.join(root, 'ops/prometheus');

/** Everything that the code measures. */
function measured(): Set<string> {
  const names = new Set<string>();
  for (const room of ['apps', 'libs'])
    for (const file of fs.readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }))
      if (/\/src\/.*(?<!\.spec)\.ts$/.test(file) && !file.includes('/fixtures/'))
        for (const [name] of read(path.join(room, file)).matchAll(/(?<=')aviary_[a-z_]+(?=')/g)) names.add(name);
  return names;
}

interface Dashboard {
  readonly panels: readonly { id: number; title: string; gridPos: object; targets?: { expr: string }[] }[];
}
const dashboard = JSON.parse(read('ops/grafana/aviary.json')) as Dashboard;
const questions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alerts = read('ops/prometheus/alerts.yml');

/** The measurements that a text names, without what Prometheus makes of a histogram. */
const named = (text: string): string[] => [
  ...new Set([...text.matchAll(/aviary_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))),
];

test('the dashboard and the alerts ask for nothing that is not measured', () => {
  const known = measured();
  expect(named(`${questions.join('\n')}\n${alerts}`).filter((name) => !known.has(name))).toEqual([]);
});

test('what is measured is told, with its labels', () => {
  const rows = new Set(read('docs/observing.md').match(/(?<=^\| `)aviary_[a-z_]+/gm));
  const metric = (name: string): boolean =>
    /^aviary_(log|relay|consumer|projection|http|tenant|health|dead|rebuild)/.test(name);
  expect([...measured()].filter((name) => metric(name) && !rows.has(name))).toEqual([]);
});

test('each alert has its paragraph, and the other way round', () => {
  const paragraphs = read('docs/observing.md').match(/(?<=^### )Aviary\w+$/gm);
  expect(paragraphs).toEqual(alerts.match(/(?<=alert: )\w+/g));
});

test('no two panels of the dashboard are one, or lie in the same place', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
});

const there = spawnSync('promtool', ['--version']).status === 0;

(there ? describe : describe.skip)(
  'promtool (skipped where it is not installed: it is in the package prometheus)',
  () => {
    const promtool = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: RULES, encoding: 'utf8' });
      return { status, said: status === 0 ? '' : `${stdout}${stderr}` };
    };

    test.each([
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ])('%s %s %s', (...args) => expect(promtool(...args)).toEqual({ status: 0, said: '' }));

    test('understands every question of the dashboard', () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-questions-'));
      const file = path.join(folder, 'questions.json');
      const rules = questions.map((expr, n) => ({ record: `question:${n}`, expr: plain(expr) }));
      fs.writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
      expect(promtool('check', 'rules', file)).toEqual({ status: 0, said: '' });
      fs.rmSync(folder, { recursive: true });
    });
  },
);

/** A question as Grafana sends it, with its variables filled in. */
const plain = (expr: string): string =>
  expr.replaceAll(/\$__(rate_interval|range)/g, '1m').replaceAll(/\$(service|tenant)/g, '.*');
