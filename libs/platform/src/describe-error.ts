/** How an error is written. */
interface ErrorLine {
  type: string;
  message: string;
  stack: string;
  code?: string;
  cause?: ErrorLine;
}

/** SQLSTATE, class "data exception": PostgreSQL quotes the value that it could not take. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

const codeOf = (error: Error): string | undefined => {
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

/** What an error says, as far as it may stand in a log: without the values that a database quotes. */
export function messageOf(error: Error): string {
  const code = codeOf(error) ?? '';
  return DATA_EXCEPTION.test(code) ? `a value does not fit (SQLSTATE ${code})` : error.message;
}

/** The stack begins with the message, so it has to begin with the one that may be shown. */
function stackOf(error: Error, message: string): string {
  const { stack = '', name } = error;
  return message === error.message
    ? stack
    : [`${name}: ${message}`, ...(stack.match(/^ {4}at .*$/gm) ?? [])].join('\n');
}

/**
 * Only what helps to find the defect. Errors of database drivers carry the parameters of the query and the values of the
 * offending row, which may be personal: they stay out of the log.
 */
export function describeError(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { cause } = error;
  const [code, message] = [codeOf(error), messageOf(error)];
  return {
    type: error.name,
    message,
    stack: stackOf(error, message),
    ...(code === undefined ? {} : { code }),
    ...(cause !== undefined && depth < 5 ? { cause: describeError(cause, depth + 1) } : {}),
  };
}
