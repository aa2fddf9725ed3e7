import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { invalid } from '#libs/kernel';
import { departmentStream } from '../domain/department.js';
import { positionStream } from '../domain/position.js';
import { DefineDepartment } from './define-department.js';
import { DefinePosition } from './define-position.js';

/** Where somebody is in the company: by ids, or by names, which need not be defined before. Null: nowhere. */
export interface Placement {
  readonly positionId?: string | null | undefined;
  readonly position?: string | undefined;
  readonly departmentId?: string | null | undefined;
  readonly department?: string | undefined;
}

/** A placement by ids alone; what is left out is not spoken of. */
export interface ResolvedPlacement {
  readonly positionId: string | null | undefined;
  readonly departmentId: string | null | undefined;
}

/** Finds, or defines, the position and the department that are meant. */
@Injectable()
export class ResolvePlacement {
  constructor(
    private readonly log: EventLog,
    private readonly definePosition: DefinePosition,
    private readonly defineDepartment: DefineDepartment,
  ) {}

  /** @throws DomainError `unknown-position`, `unknown-department` for an id that nothing was defined with */
  async execute(context: CommandContext, placement: Placement): Promise<ResolvedPlacement> {
    // The idempotency key belongs to the command that this is a part of; defining twice is harmless anyway.
    const { tenant, actor, correlationId, traceparent = null } = context;
    const part = { tenant, actor, correlationId, traceparent };
    return {
      positionId: await this.position(part, placement),
      departmentId: await this.department(part, placement),
    };
  }

  private async position(context: CommandContext, { position, positionId }: Placement) {
    if (position !== undefined) return (await this.definePosition.execute(context, position)).id;
    if (typeof positionId !== 'string' || (await this.isThere(context, positionStream(positionId)))) return positionId;
    throw invalid('unknown-position', 'There is no position with this id.', { field: 'positionId' });
  }

  private async department(context: CommandContext, { department, departmentId }: Placement) {
    if (department !== undefined) return (await this.defineDepartment.execute(context, department)).id;
    if (typeof departmentId !== 'string' || (await this.isThere(context, departmentStream(departmentId))))
      return departmentId;
    throw invalid('unknown-department', 'There is no department with this id.', { field: 'departmentId' });
  }

  private async isThere({ tenant }: CommandContext, streamId: string): Promise<boolean> {
    return (await this.log.streamVersion(tenant, streamId)) > 0;
  }
}
