import path from 'node:path';
import { Command } from 'commander';
import { diagnose, usualPort } from '#tools/parts';
import { homeOption, jsonOption, portArgument } from './options.js';

/**
 * `aviary doctor`, for `aviary --help` and for whoever starts the compiled command line; bin/aviary.mjs answers it before
 * it comes here, without any set-up.
 */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('what this machine lacks for Aviary, and how to get it')
    .addOption(homeOption())
    .option('--port <number>', "the gateway's port", portArgument, usualPort)
    .addOption(jsonOption())
    .action(async ({ home, port, json = false }: { home: string; port: number; json?: boolean }) => {
      process.exitCode = await diagnose({ home: path.resolve(home), port, json });
    });
}
