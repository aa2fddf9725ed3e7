import { Command } from 'commander';
import { findRunning } from '../local/running.js';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print } from './output.js';

interface Options {
  readonly home: string;
  readonly json?: boolean;
}

interface PublishOptions extends Options {
  readonly registry?: string;
}

interface CheckOptions extends Options {
  readonly base?: string;
  readonly registry?: string | false;
}

/** `aviary schemas …`: the contract between services and everybody else. */
export function schemasCommand(): Command {
  return new Command('schemas')
    .description('event schemas')
    .addCommand(
      new Command('check')
        .description(
          'judge the schemas of this checkout: all versions readable by each other, nothing released changed',
        )
        .option('--base <commit>', 'what counts as released (default: where this branch left the main line)')
        .option('--registry <url>', "the registry's Confluent API (default: that of the running installation, if any)")
        .option('--no-registry', 'compare with no registry')
        .addOption(homeOption())
        .addOption(jsonOption())
        .action(check),
    )
    .addCommand(
      new Command('examples')
        .description(
          "put examples for the catalogue into this checkout, from a tenant's logs; personal fields are masked",
        )
        .addOption(tenantOption())
        .addOption(homeOption())
        .addOption(jsonOption())
        .action(examples),
    )
    .addCommand(
      new Command('publish')
        .description('register every schema of this release that the registry does not have')
        .option('--registry <url>', "the registry's Confluent API (default: that of the running installation)")
        .addOption(homeOption())
        .addOption(jsonOption())
        .action(publish),
    );
}

async function check(options: CheckOptions, command: Command): Promise<void> {
  const [{ checkCheckout }, { checkoutFolder }, { UnknownCommitError }, { explainBreak, explainLint }] =
    await Promise.all([
      import('../schemas/check.js'),
      import('../schemas/checkout.js'),
      import('../schemas/base-commits.js'),
      import('#libs/schemas'),
    ]);
  const { base, registry, home } = options;
  const found = await checkCheckout({ folder: checkoutFolder(), base, registry, home }).catch((error: unknown) => {
    if (error instanceof UnknownCommitError) command.error(`error: ${error.message}`);
    throw error;
  });
  for (const note of found.notes) process.stderr.write(`${note}\n`);
  print(found.check, options, ({ breaks, lint }) =>
    [
      `${breaks.length} breaks, ${lint.length} rules broken.`,
      ...[...breaks.map(explainBreak), ...lint.map(explainLint)].map((sentence) => `- ${sentence}`),
    ].join('\n'),
  );
  if (found.check.breaks.length + found.check.lint.length > 0) process.exitCode = 1;
}

async function examples(options: Options & { readonly tenant: string }): Promise<void> {
  const [{ collectExamples, writeExamples }, { checkoutFolder }, { serviceClient }] = await Promise.all([
    import('../schemas/examples.js'),
    import('../schemas/checkout.js'),
    import('./service-client.js'),
  ]);
  const { home, tenant } = options;
  const found = await collectExamples(await serviceClient(home, tenant), tenant);
  const result = { found: Object.keys(found), total: writeExamples(checkoutFolder(), found) };
  print(
    result,
    options,
    ({ found: names, total }) =>
      `Examples of ${names.length} events found, ${total} in schemas/examples.json. Go on with "npm run generate".`,
  );
}

async function publish(options: PublishOptions): Promise<void> {
  // Loaded only here: every other command would wait for it.
  const [{ catalogue }, { publishSchemas, RegistryClient }] = await Promise.all([
    import('#libs/contracts'),
    import('#libs/messaging'),
  ]);
  const url = options.registry ?? findRunning(options.home).parts.registry.url;
  const result = await publishSchemas(new RegistryClient(url), catalogue);
  print(result, options, ({ registered, unchanged, problems }) =>
    [
      `${registered.length} registered, ${unchanged.length} unchanged, ${problems.length} in disagreement.`,
      ...problems.map(({ subject, version, problem }) => `- ${subject} version ${version}: ${problem}`),
    ].join('\n'),
  );
  if (result.problems.length > 0) process.exitCode = 1;
}
