import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { testIssuer } from '#libs/testing';
import { FAULTS } from './cases/index.js';
import { brokenBuild, patched } from './harness/build.js';
import { chanceOf, SEED } from './harness/chance.js';
import { type Fault, type Mutant } from './harness/fault.js';
import { EVERY, FULL } from './harness/size.js';
import { World } from './harness/world.js';

/** Of one fault; the full set takes its time. */
const TIMEOUT_MS = FULL ? 40 * 60_000 : 10 * 60_000;
/** A mutant may be stuck for good, and is not waited for as long as the real one. */
const PATIENCE_WITH_MUTANTS_MS = 20_000;

/** So much is printed of what is said against a mutant. */
const LINE = 300;

const mutantsToo = FULL || process.env['AVIARY_FAULTS_MUTANTS'] === 'true';
const issuer = testIssuer();
let world: World;

beforeAll(async () => {
  process.stderr.write(`faults: AVIARY_FAULTS_SEED=${SEED}\n`);
  world = await World.make(issuer);
}, 600_000);
afterEach(async () => await world.clear(), 120_000);
afterAll(async () => await world?.end(), 120_000);

/** Runs the fault against a build with the break in it. @returns all that is said against it, which is printed too */
async function convict(fault: Fault, mutant: Mutant): Promise<string> {
  const said = await accuse(fault, mutant);
  process.stderr.write(`${fault.name}, mutant "${mutant.what}": ${said.split('\n')[0]?.slice(0, LINE) ?? ''}\n`);
  return said;
}

async function accuse(fault: Fault, { patches }: Mutant): Promise<string> {
  const { folder, remove } = brokenBuild(patches);
  const { build, brief, patienceMs } = world;
  Object.assign(world, { build: folder, brief: true, patienceMs: PATIENCE_WITH_MUTANTS_MS });
  try {
    return (await fault.run(world, chanceOf(fault.name))).join('\n');
  } catch (error) {
    return String(error);
  } finally {
    await world.clear();
    Object.assign(world, { build, brief, patienceMs });
    remove();
  }
}

describe.each(FAULTS.filter(({ short }) => EVERY || short))('$name', (fault) => {
  const reason = fault.impossible?.();
  if (reason !== undefined) process.stderr.write(`fault ${fault.name} is skipped: ${reason}\n`);
  const here = reason === undefined ? test : test.skip;
  here(fault.holds, async () => expect(await fault.run(world, chanceOf(fault.name))).toEqual([]), TIMEOUT_MS);
  for (const mutant of fault.mutants)
    (mutantsToo ? here : test.skip)(
      `catches the mutant: ${mutant.what}`,
      async () => expect(await convict(fault, mutant)).toMatch(mutant.convictedBy),
      TIMEOUT_MS,
    );
});

test('every mutant still fits the code', () => {
  for (const { patches } of FAULTS.flatMap(({ mutants }) => mutants))
    for (const patch of patches) expect(patched(patch)).toContain(patch.replace);
});
