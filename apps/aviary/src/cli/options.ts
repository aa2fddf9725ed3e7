import { InvalidArgumentError, Option } from 'commander';
import { isDay } from '#libs/kernel';
import { defaultHome } from '#tools/parts';

/** Options that several commands share. */
export const jsonOption = () => new Option('--json', 'print the result as JSON');
export const tenantOption = () => new Option('--tenant <name>', 'the tenant').default('popug');
export const homeOption = () =>
  new Option('--home <folder>', 'where the installation keeps its data').default(defaultHome(), 'in this checkout');
export const throughOption = () =>
  new Option(
    '--through <day>',
    'the last day to close, inclusive; today ends the running cycle now (default: yesterday)',
  ).argParser(dayArgument);

/** @throws InvalidArgumentError unless it is a day that exists */
export function dayArgument(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
  return text;
}

/** @throws InvalidArgumentError unless it is a port; 0 takes any free one */
export function portArgument(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a port number from 0 to 65535.');
  return port;
}

/** @throws InvalidArgumentError unless it is a number of days that a seed can tell of */
export function seedDaysArgument(text: string): number {
  const days = Number(text);
  if (!/^\d{1,3}$/.test(text) || days < 5 || days > 365)
    throw new InvalidArgumentError('Give a number of days from 5 to 365.');
  return days;
}

/** @throws InvalidArgumentError unless it is a position */
export function positionArgument(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 0.');
  return Number(text);
}

/** @throws InvalidArgumentError unless it is a number from 1 on */
export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1.');
  return Number(text);
}

/**
 * @returns the moment as ISO 8601 in UTC; of a day, its first
 * @throws InvalidArgumentError unless it is a moment with its offset from UTC, or a day
 */
export function momentArgument(text: string): string {
  const at = isDay(text) ? Date.parse(`${text}T00:00:00Z`) : Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : '');
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give a moment as 2026-05-03T09:00:00Z, or a day as 2026-05-03.');
  return new Date(at).toISOString();
}
