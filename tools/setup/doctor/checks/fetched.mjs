import fs from 'node:fs';
import path from 'node:path';
import { missingParts, parts } from '../../fetch.mjs';
import { partsFolder } from '../../root.mjs';
import { missing, notNeeded, ok, usesDocker, warning } from '../check.mjs';
import { isWholeJar } from '../whole-jar.mjs';

/**
 * `broken` names a folder and what is wrong in it.
 * @typedef {{ absent: string[], broken: { folder: string, what: string }[], jars: number }} FetchedFacts
 */

/** @param {string} folder */
const jarsIn = (folder) =>
  fs
    .readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => file.endsWith('.jar'));

/** @type {import('../check.mjs').Check<FetchedFacts>} */
export const fetched = {
  name: 'fetched',
  title: 'Kafka and registry',
  look() {
    const absent = missingParts();
    /** @type {FetchedFacts} */
    const facts = { absent: absent.map(({ title }) => title), broken: [], jars: 0 };
    for (const part of Object.values(parts).filter((it) => !absent.includes(it))) {
      const { folder } = part;
      const gone = part.needs.filter((name) => !fs.existsSync(path.join(folder, name)));
      const jars = jarsIn(folder);
      const cut = jars.filter((file) => !isWholeJar(file)).map((file) => path.relative(folder, file));
      facts.jars += jars.length;
      if (gone[0] !== undefined) facts.broken.push({ folder, what: `${gone[0]} is not there` });
      else if (cut[0] !== undefined) facts.broken.push({ folder, what: `${cut[0]} is not whole` });
    }
    return facts;
  },
  judge({ absent, broken, jars }, all) {
    if (usesDocker(all)) return notNeeded;
    const [first] = broken;
    if (first)
      return missing(
        `in ${first.folder}, ${first.what}`,
        `Remove the folder ${first.folder}: the next start fetches it anew.`,
      );
    if (absent.length > 0)
      return warning(
        `not fetched yet: ${absent.join(', ')}`,
        'Nothing to do: where there are Java and Maven, the next start fetches them.',
      );
    return ok(`whole, ${jars} jars in ${partsFolder}`, { path: partsFolder });
  },
};
