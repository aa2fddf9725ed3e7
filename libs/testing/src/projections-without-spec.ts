import fs from 'node:fs';
import path from 'node:path';

const DEFINES = /\bdefineProjection\s*[<(]/;

/**
 * The files below a folder that define a view, and have no spec in their own folder which imports them and folds events
 * by `projectionSpec`. The rule: no view without a spec.
 *
 * @returns paths from that folder on, sorted
 */
export function projectionsWithoutSpec(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|(^|\/)(node_modules|dist|fixtures)\//.test(file))
    .filter((file) => DEFINES.test(fs.readFileSync(path.join(folder, file), 'utf8')))
    .filter((file) => !hasSpec(path.join(folder, file)))
    .sort();
}

function hasSpec(file: string): boolean {
  const folder = path.dirname(file);
  const imported = `'./${path.basename(file, '.ts')}.js'`;
  return fs
    .readdirSync(folder)
    .filter((name) => /(?<!\.int)\.spec\.ts$/.test(name))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .some((spec) => spec.includes(imported) && spec.includes('projectionSpec('));
}
