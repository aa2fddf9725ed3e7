import { dockerVersion } from '../../docker.mjs';
import { onPath } from '../../java.mjs';
import { missing, ok, usesDocker, warning } from '../check.mjs';

/** `asked`: AVIARY_PARTS=docker is set. @typedef {{ asked: boolean, path: string | undefined, version: string | undefined }} DockerFacts */

/** @type {import('../check.mjs').Check<DockerFacts>} */
export const docker = {
  name: 'docker',
  title: 'Docker engine',
  look: () => ({ asked: process.env.AVIARY_PARTS === 'docker', path: onPath('docker'), version: dockerVersion() }),
  judge({ asked, path, version }, all) {
    if (version !== undefined) {
      const use = usesDocker(all) ? 'it runs the parts' : 'not needed: the parts run as processes';
      return ok(`${version}, ${path}; ${use}`, { version, path });
    }
    const found =
      path === undefined ? 'no docker on the PATH' : `${path}, but no engine with \`docker compose\` answers`;
    if (asked) return missing(found, 'AVIARY_PARTS=docker asks for it: start the engine, or unset the variable.');
    if (all.java.found && (all.fetched.absent.length === 0 || all.maven.path)) return ok(`${found}; none is needed`);
    return warning(found, 'An engine would do instead of Java and Maven: install either.');
  },
};
