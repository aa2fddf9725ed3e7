import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../setup/root.mjs';

/** A container as a compose file declares it, as far as ours use the grammar. */
export interface Container {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

interface ComposeFile {
  readonly include?: readonly string[];
  readonly services: Readonly<Record<string, Container>>;
}

/** The text of a file in the root of the clone. */
export const textOf = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

/** The containers of a compose file and of those that it includes, by name; variables as they were written. */
export function readContainers(file: string): Record<string, Container> {
  const { include = [], services } = parse(textOf(file), { merge: true }) as ComposeFile;
  return { ...Object.assign({}, ...include.map(readContainers)), ...services } as Record<string, Container>;
}

/** A variable that must have a value has none. */
export class MissingVariableError extends Error {
  constructor(
    readonly variable: string,
    why: string,
  ) {
    super(`${variable}: ${why}`);
    this.name = 'MissingVariableError';
  }
}

/**
 * Fills variables in as compose does it: `${NAME}`, `${NAME:-default}`, `${NAME:?why it is needed}`; `$$` is a dollar sign.
 *
 * @throws MissingVariableError
 */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g, (_, name?: string, operator?: string, word = '') => {
    if (name === undefined) return '$';
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    if (operator === '?') throw new MissingVariableError(name, word);
    return operator === '-' ? word : '';
  });
}

/** The environment of a container with its variables filled in. @throws MissingVariableError */
export const environmentOf = (
  { environment = {} }: Container,
  variables: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolate(String(value), variables)]));
