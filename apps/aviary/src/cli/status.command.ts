import { Command } from 'commander';
import { findRunning, NotRunningError, type Running } from '../local/running.js';
import { homeOption, jsonOption } from './options.js';
import { type Cell, print, table } from './output.js';
import { serviceClient } from './service-client.js';

interface Row {
  readonly [member: string]: unknown;
}

/** What `GET /api/ops/status` answers, as far as it is shown here. */
interface Standing {
  readonly state: string;
  readonly parts: readonly { name: string; state: string; reason?: string }[];
  readonly services: readonly { name: string; state: string; reason?: string }[];
  readonly sections: { readonly [section: string]: readonly Row[] };
  readonly degraded: readonly string[];
}

/** `aviary status`: exit code 0 when everything is well or merely late, 1 when something is down or nothing runs. */
export function statusCommand(): Command {
  return new Command('status')
    .description('parts, services, log heads, relay and consumer lag, and what is degraded')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(async ({ home, json }: { home: string; json?: boolean }) => {
      const result = await standing(home);
      print(result, { ...(json ? { json } : {}) }, human);
      if (result.state === 'down') process.exitCode = 1;
    });
}

async function standing(home: string) {
  const running = findRunning(home);
  const { parts, services, sections, state, degraded } = await (
    await client(running)
  )<Standing>('keeper', '/api/ops/status');
  const { postgres, kafka, registry } = running.parts;
  return {
    state,
    gateway: { url: running.services['gateway'] },
    postgres: { host: postgres.host, port: postgres.port },
    kafka,
    registry,
    parts,
    services: services.map((service) => ({ ...service, url: running.services[service.name] })),
    ...sections,
    sections,
    degraded,
  };
}

async function client({ home }: Running) {
  try {
    return await serviceClient(home, 'aviary');
  } catch (error) {
    if (error instanceof NotRunningError) throw error;
    throw new Error('Aviary is starting, or its services do not answer. Look into its logs.', { cause: error });
  }
}

/** The views' checkpoints are those of their consumers: people are shown them once. */
const REPEATED = new Set(['projections']);

type Shown = Awaited<ReturnType<typeof standing>>;

function human({ state, parts, services, sections, degraded, gateway }: Shown): string {
  const blocks = [
    `Aviary is ${state}: ${gateway.url}`,
    table(
      ['PART', 'STATE', ''],
      parts.map(({ name, state: it, reason }) => [name, it, reason ?? '']),
    ),
    table(
      ['SERVICE', 'STATE', 'URL'],
      services.map(({ name, state: it, url }) => [name, it, url]),
    ),
    ...Object.entries(sections)
      .filter(([section, rows]) => rows.length > 0 && !REPEATED.has(section))
      .map(([section, rows]) => section.toUpperCase() + '\n' + rowsTable(rows)),
    degraded.length === 0 ? 'Nothing is degraded.' : `DEGRADED\n${degraded.map((line) => `- ${line}`).join('\n')}`,
  ];
  return blocks.join('\n\n');
}

/** The columns that any of the rows has, but objects. */
function rowsTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row).filter((key) => typeof row[key] !== 'object')))];
  return table(
    columns,
    rows.map((row) => columns.map((column) => row[column] as Cell)),
  );
}
