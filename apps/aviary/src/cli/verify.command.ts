import { Command, Option } from 'commander';
import { type CheckName, type CheckReport, CHECKS, SERVICES_WITH_LOG } from '#libs/platform';
import { homeOption, jsonOption } from './options.js';
import { allTenants } from './all-tenants.js';
import { print, table } from './output.js';
import { type ServiceClient, serviceClient } from './service-client.js';
import { type Finding, sayVerdict, type Verdict, verdictOf } from './verdict.js';

type Options = Partial<Record<CheckName, boolean>> & {
  readonly home: string;
  readonly tenant?: string;
  readonly json?: boolean;
};

const MEANING: Record<CheckName, string> = {
  chain: "each log's hash chain, recomputed from its columns",
  topics: 'every stored event is in Kafka at least once, in the order of its log',
  money: 'the books kept a second time from the log: sums, closings, payouts, balances, and no entry for what is void',
};

/** `aviary verify`: exit code 1 as soon as anything is wrong. All checks, unless some are named. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description(
      'whether the logs, what was shipped of them, and the money are right; reads everything, writes nothing',
    )
    .addOption(new Option('--tenant <name>', 'this tenant only (default: all of them)'))
    .addOption(homeOption())
    .addOption(jsonOption());
  for (const name of CHECKS) command.option(`--${name}`, MEANING[name]);
  return command.action(verify);
}

/** Reading a large log, or what a topic holds, takes its time. */
const TIMEOUT_MS = 30 * 60_000;

async function verify(options: Options): Promise<void> {
  const named = CHECKS.filter((name) => options[name]);
  const tenants = options.tenant === undefined ? await allTenants(options.home) : [options.tenant];
  const findings: Finding[] = [];
  // One tenant after the other, so that the work stays bounded however many there are.
  for (const tenant of tenants) findings.push(...(await verifyTenant(options.home, tenant, named)));
  const verdict = verdictOf(findings, tenants, named.length === 0 ? CHECKS : named);
  print(verdict, options, human);
  if (!verdict.ok) process.exitCode = 1;
}

/** All services at the same time, each one check after the other. */
async function verifyTenant(home: string, tenant: string, named: readonly CheckName[]): Promise<Finding[]> {
  const client = await serviceClient(home, tenant);
  const found = await Promise.all(SERVICES_WITH_LOG.map((service) => verifyService(client, tenant, service, named)));
  return found.flat();
}

async function verifyService(
  client: ServiceClient,
  tenant: string,
  service: string,
  named: readonly CheckName[],
): Promise<Finding[]> {
  const { checks } = await client<{ checks: CheckName[] }>(service, '/internal/checks');
  const findings: Finding[] = [];
  for (const check of checks.filter((name) => named.length === 0 || named.includes(name))) {
    const report = await client<CheckReport>(service, `/internal/checks/${check}`, { timeout: TIMEOUT_MS });
    findings.push({ tenant, service, check, ...report });
  }
  return findings;
}

function human(verdict: Verdict): string {
  const rows = verdict.findings.map(({ tenant, service, check, events, wrong }) => [
    ...[tenant, service, check, events, wrong ?? 'right'],
  ]);
  return `${table(['TENANT', 'SERVICE', 'CHECK', 'EVENTS', 'FINDING'], rows)}\n\n${sayVerdict(verdict)}`;
}
