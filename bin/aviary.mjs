#!/usr/bin/env node
/** `npx aviary …`: sets the clone up if need be, then hands over to the command line. Runs with no package installed. */
import { doctor } from '../tools/setup/doctor/doctor.mjs';
import { setup } from '../tools/setup/setup.mjs';

const [command, ...rest] = process.argv.slice(2);

// The one command that must not wait for a set-up: it tells why that fails.
if (command === 'doctor') process.exitCode = await doctor(rest);
else if (await isSetUp()) await import(new URL('../dist/apps/aviary/src/cli.js', import.meta.url).href);

async function isSetUp() {
  try {
    await setup({ parts: false });
    return true;
  } catch (error) {
    console.error(`aviary: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    return false;
  }
}
