import { type Decider, type Fact, uuidv5 } from '#libs/kernel';

export type DepartmentFact = Fact<'DepartmentDefined', { readonly departmentId: string; readonly name: string | null }>;

export interface DefineDepartment {
  readonly departmentId: string;
  readonly name: string;
}

/** A department is its name: the same name in the same tenant is always the same department. */
export const departmentIdOf = (tenant: string, name: string): string => uuidv5(tenant, 'department', name);

/** The stream that tells of a department. */
export const departmentStream = (departmentId: string): string => `department:${departmentId}`;

/** A department is there or not; defining it again changes nothing. */
export const department: Decider<'absent' | 'there', DefineDepartment, DepartmentFact> = {
  initialState: 'absent',
  evolve: () => 'there',
  decide: ({ departmentId, name }, state) =>
    state === 'there' ? [] : [{ event: 'DepartmentDefined', body: { departmentId, name } }],
};
