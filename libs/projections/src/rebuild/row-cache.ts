import { memberOf } from '../codec.js';
import { type FoldedBatch } from '../projection.js';
import { type Table } from '../table.js';

/** What is known of one key. */
interface Cell {
  readonly key: object;
  readonly row: object | undefined;
  /** Whether the table has a row of this key. */
  readonly stored: boolean;
  /** Whether the table has another row, or none, or one too many. */
  readonly changed: boolean;
  readonly weight: number;
}

/** What is still to be written to the table. */
export interface Unwritten {
  /** Rows of keys that the table does not have. */
  readonly added: readonly object[];
  readonly changed: readonly object[];
  /** Keys. */
  readonly deleted: readonly object[];
  readonly lines: readonly object[];
}

/** Bytes that a row takes besides its values, and a value besides what it says; roughly. */
const ROW_BYTES = 200;
const VALUE_BYTES = 16;

/**
 * Rows of a view in memory, on their way from the fold to the table: a row that is touched again and again is written once.
 * It knows for each key whether the table has it, and how much memory all of it takes, roughly.
 */
export class RowCache {
  private readonly cells = new Map<string, Cell>();
  private lines: object[] = [];
  private lineBytes = 0;
  private cellBytes = 0;
  private changedBytes = 0;

  constructor(private readonly table: Table) {}

  /** Bytes that are still to be written, roughly. */
  get unwrittenBytes(): number {
    return this.changedBytes + this.lineBytes;
  }

  /** Bytes of all that is in memory, roughly. */
  get bytes(): number {
    return this.cellBytes + this.lineBytes;
  }

  /** Those of the keys of which nothing is known: whether the table has rows of them is to be found out. */
  unknown(keys: readonly object[]): object[] {
    return keys.filter((key) => !this.cells.has(this.table.keyText(key)));
  }

  /** Of these keys, the table has these rows and no others. */
  learn(keys: readonly object[], rows: readonly object[]): void {
    for (const key of keys) this.put({ key, row: undefined, stored: false, changed: false });
    for (const row of rows) this.put({ key: row, row, stored: true, changed: false });
  }

  /** The rows that there are of these keys. */
  rowsOf(keys: readonly object[]): object[] {
    return keys.flatMap((key) => this.cells.get(this.table.keyText(key))?.row ?? []);
  }

  /** What a fold has made of rows of which all is known here. */
  take({ upserts, deletes, lines }: FoldedBatch<object, object, object>): void {
    for (const row of upserts) this.change(row, row);
    for (const key of deletes) this.change(key, undefined);
    for (const line of lines) {
      this.lines.push(line);
      this.lineBytes += bytesOf(line);
    }
  }

  unwritten(): Unwritten {
    const changed = [...this.cells.values()].filter((cell) => cell.changed);
    const rows = (stored: boolean) => changed.flatMap((cell) => (cell.stored === stored && cell.row ? [cell.row] : []));
    const deleted = changed.flatMap(({ key, row, stored }) => (stored && !row ? [key] : []));
    return { added: rows(false), changed: rows(true), deleted, lines: this.lines };
  }

  /**
   * All is written, and committed.
   *
   * @param most bytes that may stay in memory; beyond it, all is forgotten
   */
  settle(most: number): void {
    this.lines = [];
    this.lineBytes = 0;
    this.changedBytes = 0;
    for (const [text, cell] of this.cells)
      if (cell.changed) this.cells.set(text, { ...cell, stored: cell.row !== undefined, changed: false });
    if (this.cellBytes <= most) return;
    this.cells.clear();
    this.cellBytes = 0;
  }

  private change(key: object, row: object | undefined): void {
    const stored = this.cells.get(this.table.keyText(key))?.stored ?? false;
    this.put({ key, row, stored, changed: true });
  }

  private put(cell: Omit<Cell, 'weight'>): void {
    const text = this.table.keyText(cell.key);
    const known = this.cells.get(text);
    const weight = bytesOf(cell.row ?? cell.key);
    this.cellBytes += weight - (known?.weight ?? 0);
    this.changedBytes += (cell.changed ? weight : 0) - (known?.changed ? known.weight : 0);
    this.cells.set(text, { ...cell, weight });
  }
}

function bytesOf(row: object): number {
  let bytes = ROW_BYTES;
  for (const name of Object.keys(row)) {
    const value = memberOf(row, name);
    bytes += VALUE_BYTES;
    if (typeof value === 'string') bytes += value.length * 2;
    else if (typeof value === 'object' && value !== null) bytes += JSON.stringify(value).length * 2;
  }
  return bytes;
}
