import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { decideOnEmployee, type EmployeeChanged } from './decide-employee.js';
import { type Placement, ResolvePlacement } from './resolve-placement.js';

/** What is left out stays as it is. */
export interface EmployeeUpdate extends Placement {
  readonly name?: string | undefined;
}

/** Gives an employee another name, position or department. */
@Injectable()
export class ChangeEmployee {
  constructor(
    private readonly log: EventLog,
    private readonly resolve: ResolvePlacement,
  ) {}

  /** @throws DomainError `employee-not-found`, `employee-left`, `unknown-position`, `unknown-department` */
  async execute(context: CommandContext, id: string, { name, ...placement }: EmployeeUpdate): Promise<EmployeeChanged> {
    const resolved = await this.resolve.execute(context, placement);
    return decideOnEmployee(this.log, context, id, { type: 'change', changes: { name, ...resolved } });
  }
}
