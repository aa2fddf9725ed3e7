/** The company's side of every fee and reward. */
export const COMPANY = 'company';
/** Where money goes when it is paid out to a person. */
export const PAID_OUT = 'paid-out';

const PREFIX = 'employee:';

/** The account of a person; also the name of its stream. */
export const employeeAccount = (employeeId: string): string => PREFIX + employeeId;

/** The person whose account it is, or null for the company's own accounts. */
export const employeeOf = (account: string): string | null =>
  account.startsWith(PREFIX) ? account.slice(PREFIX.length) : null;
