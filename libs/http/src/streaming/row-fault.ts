import { explainIssues, type Issue } from '../input/explain-issues.js';
import { findUnstorable } from '../input/unstorable.js';
import { type FieldError } from '../problems/problem.js';

/** What bytes that are no UTF-8 read as. */
const NO_UTF8 = '\uFFFD';

/**
 * What is wrong with a row, in the words in which a body would be refused; undefined if nothing is.
 *
 * @param row its fields by their names
 * @param refused what its schema has said, if it did not accept the row
 */
export function rowFault(
  row: Readonly<Record<string, string | undefined>>,
  refused: { readonly issues: readonly unknown[] } | undefined,
): FieldError | undefined {
  const [unstorable] = findUnstorable(row);
  if (unstorable) return unstorable;
  const field = Object.keys(row).find((name) => row[name]?.includes(NO_UTF8));
  if (field !== undefined) return { field, code: 'invalid-text', detail: `${field} is not written in UTF-8.` };
  return refused && explainIssues(refused.issues as readonly Issue[], row, 'row')[0];
}
