import { z } from 'zod';
import { instant, pageOf, pageQuery, text, uuid } from '#libs/http';
import { ERASED_NAME, shownPerson } from '#libs/kernel';
import { type DirectoryEntry } from '../projections/directory/directory.query.js';

const name = text(200);
/** By id, or by a name that need not be defined before; not by both. */
const placement = {
  positionId: uuid.nullable().optional(),
  position: text(100).optional(),
  departmentId: uuid.nullable().optional(),
  department: text(100).optional(),
};

const notBoth = (one: string, other: string) => ({
  path: [one],
  error: `must not be given together with ${other}`,
  params: { code: 'contradiction' },
});

const positionOnce = (body: { positionId?: unknown; position?: unknown }): boolean =>
  body.positionId === undefined || body.position === undefined;
const departmentOnce = (body: { departmentId?: unknown; department?: unknown }): boolean =>
  body.departmentId === undefined || body.department === undefined;

export const HireEmployeeBody = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Of a person who has an id already, as a user for one.' }),
    name,
    ...placement,
  })
  .refine(positionOnce, notBoth('position', 'positionId'))
  .refine(departmentOnce, notBoth('department', 'departmentId'))
  .meta({ id: 'HireEmployee' });
export type HireEmployeeBody = z.infer<typeof HireEmployeeBody>;

export const ChangeEmployeeBody = z
  .strictObject({ name: name.optional(), ...placement })
  .refine(positionOnce, notBoth('position', 'positionId'))
  .refine(departmentOnce, notBoth('department', 'departmentId'))
  .meta({ id: 'ChangeEmployee' });
export type ChangeEmployeeBody = z.infer<typeof ChangeEmployeeBody>;

export const ListEmployeesQuery = z.strictObject({
  ...pageQuery,
  department: text(100).optional().meta({ description: 'The id or the name of a department.' }),
});
export type ListEmployeesQuery = z.infer<typeof ListEmployeesQuery>;

export const EmployeeDto = z
  .object({
    id: z.uuid(),
    name: z
      .string()
      .nullable()
      .meta({ description: `"${ERASED_NAME}" of people who were erased.` }),
    erased: z.boolean(),
    positionId: z.uuid().nullable(),
    position: z.string().nullable(),
    departmentId: z.uuid().nullable(),
    department: z.string().nullable(),
    hiredAt: instant,
    leftAt: instant.nullable(),
  })
  .meta({ id: 'Employee' });
export type EmployeeDto = z.infer<typeof EmployeeDto>;

export const EmployeePageDto = pageOf(EmployeeDto).meta({ id: 'EmployeePage' });

export const EmployeeChangedDto = z.object({ id: z.uuid() }).meta({ id: 'EmployeeChanged' });

export function toEmployeeDto(entry: DirectoryEntry): EmployeeDto {
  const { employeeId: id, name, erased, positionId, position, departmentId, department, hiredAt, leftAt } = entry;
  return {
    ...{ id, ...shownPerson(name, erased), positionId, position, departmentId, department },
    hiredAt: new Date(hiredAt).toISOString(),
    leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
  };
}
