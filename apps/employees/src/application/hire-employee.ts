import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { uuidv5, uuidv7 } from '#libs/kernel';
import { decideOnEmployee, type EmployeeChanged } from './decide-employee.js';
import { type Placement, ResolvePlacement } from './resolve-placement.js';

export interface NewEmployee extends Placement {
  /** The person's, if they have one already: as a user, for one. */
  readonly id?: string | undefined;
  readonly name: string;
}

/** Takes a person into the company. */
@Injectable()
export class HireEmployee {
  constructor(
    private readonly log: EventLog,
    private readonly resolve: ResolvePlacement,
  ) {}

  /** @throws DomainError `employee-exists`, `unknown-position`, `unknown-department` */
  async execute(context: CommandContext, { id, name, ...placement }: NewEmployee): Promise<EmployeeChanged> {
    const { positionId = null, departmentId = null } = await this.resolve.execute(context, placement);
    const employeeId = id ?? idFor(context);
    const hiredAt = context.occurredAt ?? Date.now();
    const command = { type: 'hire', employeeId, name, positionId, departmentId, hiredAt } as const;
    return decideOnEmployee(this.log, context, employeeId, command);
  }
}

/** The same request sent twice is about the same person, also when both are under way at the same time. */
function idFor({ tenant, actor, idempotency }: CommandContext): string {
  return idempotency ? uuidv5('employees.hire', tenant, actor ?? '', idempotency.key) : uuidv7();
}
