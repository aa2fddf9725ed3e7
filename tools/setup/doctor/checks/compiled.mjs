import { pending } from '../../build.mjs';
import { ok, warning } from '../check.mjs';

/** `pending` is undefined where it cannot be told without the packages. @typedef {{ pending: number | undefined }} CompiledFacts */

/** @type {import('../check.mjs').Check<CompiledFacts>} */
export const compiled = {
  name: 'compiled',
  title: 'Compiled code',
  look() {
    try {
      return { pending: pending() };
    } catch {
      return { pending: undefined };
    }
  },
  judge({ pending }) {
    if (pending === 0) return ok('up to date');
    const found = pending === undefined ? 'the compiler is not installed yet' : `${pending} files are to be compiled`;
    return warning(found, 'Nothing to do: every start compiles what has changed.');
  },
};
