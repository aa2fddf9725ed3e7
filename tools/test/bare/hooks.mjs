/**
 * What makes Node.js run the sources as they are: `.js` in a relative import is `.ts` here, `#libs/x` resolves to source, each
 * file is compiled when it is loaded, and `@jest/globals` is what `worker.mjs` has made ready.
 */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { root } from '../../setup/root.mjs';

const globals = new URL('./globals.mjs', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: globals, shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    if (fs.existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  if (!specifier.startsWith('#')) return next(specifier, context);
  return next(specifier, { ...context, conditions: [...context.conditions, 'aviary-src'] });
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !new URL(url).pathname.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const options = { filename, cwd: root, swcrc: true, sourceMaps: /** @type {const} */ ('inline') };
  const { code } = transformSync(fs.readFileSync(filename, 'utf8'), options);
  return { format: 'module', source: code, shortCircuit: true };
}
