const DAY = 86_400_000;
const HOUR = 3_600_000;
const PEOPLE = 6;
/** So that some days have nothing, and some more than one. Days. */
const APART = 0.7;

/** A past of our own making: work of people who are called `dev-0` and so on, which ended yesterday. */
export interface Past {
  /** For an import: every ninth is open still. */
  readonly csv: string;
  readonly titles: readonly string[];
}

/** @param rows how many tasks it tells of */
export function pastOf(rows: number): Past {
  const yesterday = Math.floor(Date.now() / DAY) * DAY - HOUR;
  const at = (row: number, hours: number): string =>
    new Date(Math.round(yesterday - ((rows - row) * APART + 1) * DAY + hours * HOUR)).toISOString();
  const titles = Array.from({ length: rows }, (_, row) => `Past ${row + 1}`);
  const lines = titles.map((title, row) =>
    [row, title, `p${row % 3}`, `dev-${row % PEOPLE}`, at(row, 0), row % 9 === 0 ? '' : at(row, 9)].join(),
  );
  return { csv: ['id,title,project,assignee,createdAt,completedAt', ...lines, ''].join('\n'), titles };
}
