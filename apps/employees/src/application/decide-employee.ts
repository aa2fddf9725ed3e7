import { type CommandContext, type EventLog, executeCommand } from '#libs/event-store';
import { employee, type EmployeeCommand } from '../domain/employee.decide.js';
import { employeeStream } from '../domain/employee.js';

/** All that is answered about an employee who was changed, and kept with an idempotency key: nothing personal. */
export interface EmployeeChanged {
  readonly id: string;
}

/** Runs a command on one employee and records what it leads to. @throws DomainError as `decideEmployee` */
export function decideOnEmployee(
  log: EventLog,
  context: CommandContext,
  employeeId: string,
  command: EmployeeCommand,
): Promise<EmployeeChanged> {
  const streamId = employeeStream(employeeId);
  return executeCommand(log, employee, { streamId, command, context, answer: () => ({ id: employeeId }) });
}
