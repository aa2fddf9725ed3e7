import fs from 'node:fs';
import path from 'node:path';
import { format, type FormatConfig } from 'oxfmt';

/** Gives a text the form that the project's files have; which language it is in, the file's name tells. */
export type Formatter = (file: string, text: string, more?: FormatConfig) => Promise<string>;

/**
 * The form of everything in a project.
 *
 * @param root the project's folder, with its `.oxfmtrc.json`
 * @throws Error if a text does not parse
 */
export function formatter(root: string): Formatter {
  const options = JSON.parse(fs.readFileSync(path.join(root, '.oxfmtrc.json'), 'utf8')) as FormatConfig;
  return async (file, text, more = {}) => {
    const { code, errors } = await format(path.basename(file), text, { ...options, ...more });
    if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
    return code;
  };
}
