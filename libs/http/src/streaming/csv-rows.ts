/** A row of a file of comma-separated values, or what is wrong with one. */
export type CsvRow =
  | { readonly line: number; readonly fields: readonly string[] }
  | {
      readonly line: number;
      /** Why it is no row, as a sentence goes on after "The row". */
      readonly fault: string;
    };

interface Line {
  readonly at: number;
  readonly text: string;
}

/** So many characters a row may have; longer ones are not kept in memory. */
const LONGEST_ROW = 65_536;

/** A field at the place where it is looked for: in quotes (doubled inside), or without any; then a comma or the end. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;

/** @returns undefined where quotes are not as they must be */
function fieldsOf(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const found = FIELD.exec(text);
    if (!found) return undefined;
    const [, quoted, plain = '', end] = found;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return fields;
  }
}

const quotesIn = (text: string): number => text.split('"').length - 1;

/**
 * Reads comma-separated values (RFC 4180) from text that comes in pieces, and keeps no more of it than one row.
 *
 * A row with a stray quote would, by the letter, go on to the next quote and take good rows with it. So whatever does not
 * come out as a row of as many fields as the first is one bad *line*, and reading goes on with the line after it.
 */
export class CsvReader {
  /** The line that has begun. */
  private begun = '';
  /** It has got too long: the rest of it is passed over. */
  private tooLong = false;
  private lines = 0;
  /** Lines of a row in which a quote is open. */
  private open: Line[] = [];
  private openLength = 0;
  private width: number | undefined;
  private readonly rows: CsvRow[] = [];

  /** @returns the rows that are whole by now */
  push(text: string): CsvRow[] {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.keep(text.slice(from, end));
      this.endLine();
      from = end + 1;
    }
    this.keep(text.slice(from));
    return this.rows.splice(0);
  }

  /** @returns the rows that the end of the text makes whole, or shows to be none */
  end(): CsvRow[] {
    if (this.begun !== '' || this.tooLong) this.endLine();
    while (this.open.length > 0) this.giveUp();
    return this.rows.splice(0);
  }

  private keep(text: string): void {
    if (this.tooLong || text === '') return;
    this.begun += text;
    if (this.begun.length <= LONGEST_ROW) return;
    this.tooLong = true;
    this.begun = '';
  }

  private endLine(): void {
    const line = { at: ++this.lines, text: this.begun };
    this.begun = '';
    if (!this.tooLong) return this.take(line);
    this.tooLong = false;
    while (this.open.length > 0) this.giveUp();
    this.rows.push({ line: line.at, fault: `has more than ${LONGEST_ROW} characters` });
  }

  private take(line: Line): void {
    const opensOrCloses = quotesIn(line.text) % 2 === 1;
    if (this.open.length === 0 && !opensOrCloses) {
      if (line.text !== '' && line.text !== '\r') this.row([line]);
      return;
    }
    this.open.push(line);
    this.openLength += line.text.length + 1;
    if (this.openLength > LONGEST_ROW) return this.giveUp();
    if (this.open.length === 1 || !opensOrCloses) return;
    const lines = this.open;
    this.forget();
    this.row(lines);
  }

  private row(lines: readonly Line[]): void {
    const [first, ...others] = lines as [Line, ...Line[]];
    // Inside of quotes a line may end as it likes; what ends the row is no part of it.
    const text = lines.map((line) => line.text).join('\n');
    const fields = fieldsOf(text.endsWith('\r') ? text.slice(0, -1) : text);
    const width = (this.width ??= fields?.length);
    if (fields !== undefined && fields.length === width) {
      this.rows.push({ line: first.at, fields });
      return;
    }
    const fault = fields
      ? `has ${fields.length} fields, and the first row has ${width}`
      : 'has a quote that is not as it must be: around a whole field, and doubled inside';
    this.rows.push({ line: first.at, fault });
    for (const other of others) this.take(other);
  }

  /** The quote is never closed: what it opened in is one bad line, and the others are looked at for themselves. */
  private giveUp(): void {
    const [first, ...others] = this.open as [Line, ...Line[]];
    this.forget();
    this.rows.push({ line: first.at, fault: 'opens a quote that is not closed' });
    for (const other of others) this.take(other);
  }

  private forget(): void {
    this.open = [];
    this.openLength = 0;
  }
}

/**
 * The rows of a file that comes in pieces, the row of headings first. Lines count from 1. It is read as UTF-8; what is none
 * reads as U+FFFD.
 *
 * @throws what the pieces throw
 */
export async function* csvRows(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const reader = new CsvReader();
  const decoder = new TextDecoder();
  for await (const piece of pieces) yield* reader.push(decoder.decode(piece, { stream: true }));
  yield* reader.push(decoder.decode());
  yield* reader.end();
}
