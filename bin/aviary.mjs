#!/usr/bin/env node
/** `npx aviary …`: sets the clone up if need be, then hands over to the command line. Runs with no package installed. */
import { setup } from '../tools/setup/setup.mjs';

try {
  await setup({ parts: false });
} catch (error) {
  console.error(`aviary: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
await import(new URL('../dist/apps/aviary/src/cli.js', import.meta.url).href);
