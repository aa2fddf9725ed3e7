import { build } from '../setup/build.mjs';
import { offerAviary } from './shared-aviary.mjs';

/**
 * Jest's global set-up of the stories: what they run is what is compiled. They find the Aviary that several of them share by
 * the variable AVIARY_TEST_SHARED, an address that starts it when it is first asked.
 */
export default async function storySetup() {
  await build();
  const shared = await offerAviary();
  process.env.AVIARY_TEST_SHARED = shared.url;
  Object.assign(globalThis, { aviaryShared: shared });
}
