/** A text with everything by which it would be found in bytes that hold it. */
interface Guises {
  /** In letters of either case. */
  readonly folded: readonly string[];
  readonly exact: readonly string[];
}

/** The digits in base64 that do not depend on what stands before and after, for text that begins at any place. */
function base64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    return bytes.toString('base64').slice(Math.ceil((shift * 4) / 3), Math.floor((bytes.length * 8) / 6));
  });
}

function guisesOf(text: string): Guises {
  const inBase64 = base64(text);
  const url = inBase64.map((digits) => digits.replaceAll('+', '-').replaceAll('/', '_'));
  return {
    folded: [text.toLowerCase(), Buffer.from(text).toString('hex')],
    exact: [...inBase64, ...url],
  };
}

/**
 * Those of the texts that are somewhere in the bytes: as they are, in letters of either case, in hexadecimal digits, or
 * in base64. They should be of plain letters: such look the same in UTF-8, in JSON's escapes and in a URL.
 */
export function foundIn(bytes: Buffer | string, texts: readonly string[]): string[] {
  const all = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
  const folded = all.toLowerCase();
  return texts.filter((text) => {
    const guises = guisesOf(text);
    return guises.folded.some((it) => folded.includes(it)) || guises.exact.some((it) => all.includes(it));
  });
}
