/** Where a command's result goes: only what was asked for goes to standard output. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Prints a result: as JSON, or in the words of `human`. */
export function print<Result>(result: Result, { json }: OutputOptions, human: (result: Result) => string): void {
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : `${human(result)}\n`);
}

export type Cell = string | number | boolean | null | undefined;

/** Rows under headings, each column as wide as its widest cell; numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell))));
  const widths = headings.map((heading, at) => Math.max(heading.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[], source?: readonly Cell[]) =>
    row
      .map((cell, at) =>
        typeof source?.[at] === 'number' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(headings), ...cells.map((row, at) => line(row, rows[at]))].join('\n');
}
