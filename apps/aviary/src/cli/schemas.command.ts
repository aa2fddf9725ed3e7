import { Command } from 'commander';
import { findRunning } from '../local/running.js';
import { homeOption, jsonOption } from './options.js';
import { print } from './output.js';

interface Options {
  readonly home: string;
  readonly registry?: string;
  readonly json?: boolean;
}

/** `aviary schemas …`: the contract between services and everybody else. */
export function schemasCommand(): Command {
  return new Command('schemas')
    .description('event schemas')
    .addCommand(
      new Command('publish')
        .description('register every schema of this release that the registry does not have')
        .option('--registry <url>', "the registry's Confluent API (default: that of the running installation)")
        .addOption(homeOption())
        .addOption(jsonOption())
        .action(publish),
    );
}

async function publish(options: Options): Promise<void> {
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
