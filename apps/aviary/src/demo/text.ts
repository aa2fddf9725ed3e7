/** How wide a line may be: what every terminal has. */
export const WIDTH = 80;

/** Colours of the story; each leaves the text as it is where none are wanted. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const code = (start: number, end: number) => (text: string) => `\u001B[${start}m${text}\u001B[${end}m`;
const plain = (text: string): string => text;

export const PLAIN: Paint = { bold: plain, dim: plain, good: plain, bad: plain };
const COLOURED: Paint = { bold: code(1, 22), dim: code(2, 22), good: code(32, 39), bad: code(31, 39) };

/** Colours only on a terminal that can show them, and never against the wish of NO_COLOR (no-color.org). */
export function paintFor(isTerminal: boolean, { NO_COLOR, TERM }: NodeJS.ProcessEnv): Paint {
  const wanted = isTerminal && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
  return wanted ? COLOURED : PLAIN;
}

/**
 * Breaks a text at its spaces; a word that is longer than a line stays whole, since half an id is of no use.
 *
 * @param first before the first line
 * @param rest before every other one
 */
export function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((it) => it !== '')) {
    const indent = lines.length === 0 ? first : rest;
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push((lines.length === 0 ? first : rest) + line);
  return lines.join('\n');
}

/** JSON on one line if it fits beside its indent, else a member or item a line, and so on downwards. */
export function json(value: unknown, indent = ''): string {
  const short = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + short.length <= WIDTH) return short;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = Array.isArray(value)
    ? value.map((item) => deeper + json(item, deeper))
    : Object.entries(value).map(([name, member]) => `${deeper}${JSON.stringify(name)}: ${json(member, deeper)}`);
  return `${open}\n${inner.join(',\n')}\n${indent}${close}`;
}

/** The text with every line moved to the right. */
export const indented = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join('\n');
