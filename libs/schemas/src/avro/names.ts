import { type Named, PRIMITIVES } from './schema.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const isName = (name: unknown): name is string => typeof name === 'string' && NAME.test(name);

const isNamespace = (name: string): boolean => name === '' || name.split('.').every(isName);

/** A name as it is written within a namespace, made full. */
export const qualified = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;

/** What comes before the last dot; empty for the null namespace. */
export const namespaceOf = (fullName: string): string => fullName.slice(0, Math.max(fullName.lastIndexOf('.'), 0));

/** Full name of a definition, or why it has none. */
export function fullName(
  { name, namespace }: Readonly<Record<string, unknown>>,
  enclosing: string,
): { readonly name: string } | { readonly problem: string } {
  if (typeof name !== 'string') return { problem: 'it has no name' };
  const full = qualified(name, typeof namespace === 'string' ? namespace : enclosing);
  if (!isName(full.slice(full.lastIndexOf('.') + 1)) || !isNamespace(namespaceOf(full)))
    return { problem: `${JSON.stringify(full)} is no name: letters, digits and _, not beginning with a digit` };
  if ((PRIMITIVES as readonly string[]).includes(name)) return { problem: `${name} is the name of a primitive type` };
  return { name: full };
}

/** Named types by their full names, and whose aliases are taken. */
export class Names {
  private readonly types = new Map<string, Named>();
  private readonly taken = new Set<string>();

  find(name: string): Named | undefined {
    return this.types.get(name);
  }

  /** Makes the type known; answers which of its names somebody else has. Aliases must be as unique as names. */
  define(type: Named): string | undefined {
    const doubled = [type.name, ...type.aliases].find((name) => this.taken.has(name));
    for (const name of [type.name, ...type.aliases]) this.taken.add(name);
    if (!this.types.has(type.name)) this.types.set(type.name, type);
    return doubled;
  }
}
