import { Argument, Command } from 'commander';
import { type TenantSettings } from '#libs/kernel';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print } from './output.js';
import { serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
}

const PATH = '/api/tenants/current/settings';

/** `aviary cycle clock`: whether the clock closes the cycles of a company; of one that an import made it does not at first. */
export function clockCommand(): Command {
  return new Command('clock')
    .description('switch on, or off, that a cycle is closed when its day is over')
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .addOption(tenantOption())
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(run);
}

async function run(state: 'on' | 'off', options: Options): Promise<void> {
  const client = await serviceClient(options.home, options.tenant, ['tenants.can_view', 'tenants.can_change']);
  const settings = await client<TenantSettings>('tenants', PATH);
  const body = { ...settings, cyclesOn: state === 'on' };
  await client('tenants', PATH, { method: 'PUT', body });
  print({ tenant: options.tenant, cyclesOn: body.cyclesOn }, options, ({ tenant }) =>
    state === 'on'
      ? `The clock closes each cycle of ${tenant} from now on, and those of days gone by as soon as it looks.`
      : `The clock closes no cycle of ${tenant} any more.`,
  );
}
