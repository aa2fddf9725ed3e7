import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, type NewEvent, Sealing } from '#libs/event-store';
import { conflict, uuidv5 } from '#libs/kernel';
import { nobody, employeeStream } from '../domain/employee.js';
import { decideEmployee } from '../domain/employee.decide.js';

/** Somebody of whom a past tells. */
export interface ImportedEmployee {
  readonly id: string;
  readonly name: string;
  /** When they are first heard of, epoch milliseconds. */
  readonly since: number;
}

export interface ImportedEmployees {
  readonly [member: string]: number;
  readonly imported: number;
  /** Who was there before, or was erased. */
  readonly already: number;
}

const ATTEMPTS = 5;

/** Takes people whom an import names into the company, as of then. Done again, it changes nothing. */
@Injectable()
export class ImportEmployees {
  constructor(
    private readonly log: EventLog,
    private readonly sealing: Sealing,
  ) {}

  /** All of them in one command. @throws DomainError `concurrent-change` (409) */
  async execute(context: CommandContext, people: readonly ImportedEmployee[]): Promise<ImportedEmployees> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const newcomers = await this.newcomers(context.tenant, people);
      const answer = { imported: newcomers.length, already: people.length - newcomers.length };
      if (newcomers.length === 0 && !context.idempotency) return answer;
      const outcome = await appendCommand<ImportedEmployees>(this.log, context, {
        events: newcomers.flatMap((person) => hired(context.tenant, person)),
        expected: new Map(newcomers.map(({ id }) => [employeeStream(id), 0])),
        answer,
      });
      if (outcome !== 'conflict') return outcome;
    }
    throw conflict('concurrent-change', 'These people kept changing while they were imported; try again.');
  }

  /** Each once, without those who are or were employed: whoever left is not hired again by being told of. */
  private async newcomers(tenant: string, people: readonly ImportedEmployee[]): Promise<ImportedEmployee[]> {
    const each = new Map(people.map((person) => [person.id, person]));
    const known = await this.log.readStreams(tenant, [...each.keys()].map(employeeStream));
    const erased = await this.sealing.erasedOf(tenant, [...each.keys()]);
    return [...each.values()].filter(({ id }) => !known.has(employeeStream(id)) && !erased.has(id));
  }
}

function hired(tenant: string, { id: employeeId, name, since }: ImportedEmployee): NewEvent[] {
  const command = { type: 'hire', employeeId, name, positionId: null, departmentId: null, hiredAt: since } as const;
  const eventId = uuidv5(tenant, 'imported-employee', employeeId);
  return decideEmployee(command, nobody).map((fact) => ({
    ...{ streamId: employeeStream(employeeId), eventId, occurredAt: since, ...fact },
  }));
}
