import { type Cells } from '../fold.js';
import { type Projection } from '../projection.js';
import { type Table } from '../table.js';
import { weigherOf } from './weight.js';

/** What is known of one key. It changes in place: a rebuild comes by here with every event. */
interface Cell {
  /** The row, or at least the members of its key. */
  keyed: object;
  row: object | undefined;
  /** Whether the table has a row of this key. */
  stored: boolean;
  /** Whether the table has another row, or none, or one too many. */
  changed: boolean;
  weight: number;
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

/**
 * Rows of a view in memory, on their way from the fold to the table: a row that is touched again and again is written once.
 * It knows for each key whether the table has it, and how much memory all of it takes, roughly.
 */
export class RowCache implements Cells<object> {
  private readonly cells = new Map<string, Cell>();
  private readonly table: Table;
  private readonly weigh: (row: object) => number;
  private readonly weighLine: (line: object) => number;
  private lines: object[] = [];
  private lineBytes = 0;
  private cellBytes = 0;
  private changedBytes = 0;

  /** @param whole whether the table is empty as yet: then it has no row that is not known here, until some are forgotten */
  constructor(
    { table, lines }: Pick<Projection, 'table' | 'lines'>,
    private whole = false,
  ) {
    this.table = table;
    this.weigh = weigherOf(table.columns);
    this.weighLine = weigherOf(lines?.columns ?? []);
  }

  /** Whether the table has no row that is not known here, so that nothing has to be looked up. */
  get isWhole(): boolean {
    return this.whole;
  }

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
    const there = new Map(rows.map((row) => [this.table.keyText(row), row]));
    for (const key of keys) {
      const text = this.table.keyText(key);
      const row = there.get(text);
      const weight = this.weigh(row ?? key);
      this.cells.set(text, { keyed: row ?? key, row, stored: row !== undefined, changed: false, weight });
      this.cellBytes += weight;
    }
  }

  rowAt(text: string): object | undefined {
    return this.cells.get(text)?.row;
  }

  /** What a fold has made of a row of which all is known here. */
  put(text: string, keyed: object, row: object | undefined): void {
    const weight = this.weigh(keyed);
    const cell = this.cells.get(text);
    if (!cell) {
      this.cells.set(text, { keyed, row, stored: false, changed: true, weight });
      this.cellBytes += weight;
      this.changedBytes += weight;
      return;
    }
    this.cellBytes += weight - cell.weight;
    this.changedBytes += cell.changed ? weight - cell.weight : weight;
    cell.keyed = keyed;
    cell.row = row;
    cell.changed = true;
    cell.weight = weight;
  }

  addLines(lines: readonly object[]): void {
    for (const line of lines) {
      this.lines.push(line);
      this.lineBytes += this.weighLine(line);
    }
  }

  unwritten(): Unwritten {
    const changed = [...this.cells.values()].filter((cell) => cell.changed);
    const rows = (stored: boolean) => changed.flatMap((cell) => (cell.stored === stored && cell.row ? [cell.row] : []));
    const deleted = changed.flatMap(({ keyed, row, stored }) => (stored && !row ? [this.table.keyOf(keyed)] : []));
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
    if (this.cellBytes > most) {
      this.cells.clear();
      this.cellBytes = 0;
      this.whole = false;
      return;
    }
    for (const cell of this.cells.values()) {
      if (!cell.changed) continue;
      cell.stored = cell.row !== undefined;
      cell.changed = false;
    }
  }
}
