import fs from 'node:fs';
import path from 'node:path';

const isCheckout = (folder: string): boolean =>
  fs.existsSync(path.join(folder, 'schemas')) && fs.existsSync(path.join(folder, 'package.json'));

function above(folder: string): string | undefined {
  if (isCheckout(folder)) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : above(parent);
}

/**
 * The checkout whose schemas are meant: the one that a command is given in, or else the one that it is of.
 *
 * @throws Error if this is no checkout at all, as in an image
 */
export function checkoutFolder(workingFolder = process.cwd()): string {
  const found = above(workingFolder) ?? above(import.meta.dirname);
  if (!found) throw new Error('There is no folder "schemas" here. Give the command in a checkout of Aviary.');
  return found;
}
