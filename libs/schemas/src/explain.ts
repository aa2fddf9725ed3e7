import { type Break } from './evolution/break.js';
import { type LintProblem } from './lint/lint.js';

const place = (path: string): string => (path ? `, ${path}` : '');

/** A break as a sentence, with who would fail by it. */
export function explainBreak({ event, from, to, path, reason, consumers }: Break): string {
  const versions = from === to ? `version ${to}` : `versions ${from} and ${to}`;
  const failing = consumers.length > 0 ? ` Of ours, ${consumers.join(', ')} would fail.` : '';
  return `${event}, ${versions}${place(path)}: ${reason}.${failing}`;
}

/** A broken rule as a sentence. */
export function explainLint({ event, version, path, reason }: LintProblem): string {
  return `${event}${version > 0 ? `, version ${version}` : ''}${place(path)}: ${reason}.`;
}
