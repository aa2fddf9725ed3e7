import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { department, departmentIdOf, departmentStream } from '../domain/department.js';

/** A department as it is answered. */
export interface Department {
  readonly id: string;
  readonly name: string;
}

/** Makes a department that people can belong to. One with the same name is the same department. */
@Injectable()
export class DefineDepartment {
  constructor(private readonly log: EventLog) {}

  execute(context: CommandContext, name: string): Promise<Department> {
    const departmentId = departmentIdOf(context.tenant, name);
    return executeCommand(this.log, department, {
      streamId: departmentStream(departmentId),
      command: { departmentId, name },
      context,
      answer: () => ({ id: departmentId, name }),
    });
  }
}
