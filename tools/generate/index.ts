import { root } from '../setup/root.mjs';
import { generate } from './generate.js';

/** `npm run generate [-- --check]`: exit code 1 if a schema breaks a rule or, with `--check`, if a file has drifted. */
async function main(): Promise<number> {
  const check = process.argv.includes('--check');
  const { problems, changed } = await generate(root, { check });
  for (const problem of problems) console.error(problem);
  for (const file of changed) console.log(`${check ? 'drifted' : 'written'}: ${file}`);
  if (check && changed.length > 0) console.error('Run `npm run generate` and commit what it writes.');
  return problems.length > 0 || (check && changed.length > 0) ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
