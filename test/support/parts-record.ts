import { findParts } from '#tools/parts';

type Parts = NonNullable<ReturnType<typeof findParts>>;

/** Where the parts of an installation are, and its secrets. @throws Error when nothing was started on the home */
export function readParts(home: string): Parts {
  const parts = findParts(home);
  if (!parts) throw new Error(`Nothing runs on ${home}.`);
  return parts;
}
