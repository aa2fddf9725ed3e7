import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { decideOnEmployee, type EmployeeChanged } from './decide-employee.js';

/** Records that somebody has left the company. */
@Injectable()
export class EndEmployment {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `employee-not-found` */
  execute(context: CommandContext, id: string): Promise<EmployeeChanged> {
    return decideOnEmployee(this.log, context, id, { type: 'leave', leftAt: context.occurredAt ?? Date.now() });
  }
}
