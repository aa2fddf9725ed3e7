import { Command, InvalidArgumentError } from 'commander';
import { isUuid } from '#libs/kernel';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print } from './output.js';
import { orWrongUse, serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
}

/** What the command needs to tell whose task it was, and who did what. */
const PERMISSIONS = ['accounting.can_view_own', 'accounting.can_view_all', 'tasks.can_view', 'people.can_view'];

/** `aviary explain <entry>`: why money moved, and what became of it. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('why an entry of the ledger is there, from the task to the payout and the mail, in sentences')
    .argument('<entry>', 'the id of an entry, as GET /api/accounting/entries lists it', entryArgument)
    .addOption(tenantOption())
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(explain);
}

/** @throws InvalidArgumentError unless it is a UUID */
function entryArgument(text: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id))
    throw new InvalidArgumentError('Give the id of an entry, a UUID as GET /api/accounting/entries lists it.');
  return id;
}

async function explain(entryId: string, options: Options, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant, PERMISSIONS);
  const asking = client<{ sentences: string[] }>('accounting', `/api/accounting/entries/${entryId}/explain`);
  const explanation = await orWrongUse(command, asking, 'entry-not-found');
  print(explanation, options, ({ sentences }) => sentences.join('\n'));
}
