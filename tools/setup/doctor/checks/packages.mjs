import fs from 'node:fs';
import path from 'node:path';
import { onPath } from '../../java.mjs';
import { installedPackages, npmCommand } from '../../node-modules.mjs';
import { root } from '../../root.mjs';
import { missing, ok, warning } from '../check.mjs';

/** @typedef {{ state: 'installed' | 'other' | 'absent', gone: string[], npm: boolean }} PackagesFacts */

/** The packages of package.json whose folder is not there. */
function gone() {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  return Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !fs.existsSync(path.join(root, 'node_modules', name, 'package.json')),
  );
}

const willInstall = 'Nothing to do: the next start installs them, for which it must reach the npm registry.';

/** @type {import('../check.mjs').Check<PackagesFacts>} */
export const packages = {
  name: 'packages',
  title: 'npm packages',
  look() {
    const state = installedPackages();
    const npm = npmCommand().length > 1 || onPath('npm') !== undefined;
    return { state, gone: state === 'installed' ? gone() : [], npm };
  },
  judge({ state, gone, npm }) {
    if (state === 'installed') {
      if (gone.length === 0) return ok('as package-lock.json has them');
      const [first, ...more] = gone;
      // The set-up goes by the stamp, so it would not notice.
      return missing(
        `node_modules was whole once, but ${first}${more.length > 0 ? ` and ${more.length} more` : ''} is gone`,
        'Remove the folder node_modules: the next start installs it anew.',
      );
    }
    const found = state === 'absent' ? 'not installed yet' : 'half installed, or from another lock file or Node.js';
    if (!npm) return missing(`${found}, and there is no npm`, 'Install npm, which comes with Node.js.');
    return warning(found, willInstall);
  },
};
