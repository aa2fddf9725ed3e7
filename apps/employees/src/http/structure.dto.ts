import { z } from 'zod';
import { pageOf, pageQuery, text } from '#libs/http';
import { type Department } from '../application/define-department.js';
import { type Position } from '../application/define-position.js';
import { type DepartmentRow } from '../projections/departments/departments.projection.js';
import { type PositionRow } from '../projections/positions/positions.projection.js';

export const StructureQuery = z.strictObject({ ...pageQuery });
export type StructureQuery = z.infer<typeof StructureQuery>;

export const DefinePositionBody = z.strictObject({ title: text(100) }).meta({ id: 'DefinePosition' });
export type DefinePositionBody = z.infer<typeof DefinePositionBody>;

export const PositionDto = z.object({ id: z.uuid(), title: z.string() }).meta({ id: 'Position' });
export const PositionPageDto = pageOf(PositionDto).meta({ id: 'PositionPage' });

export const toPositionDto = ({ positionId: id, title }: PositionRow): Position => ({ id, title });

export const DefineDepartmentBody = z.strictObject({ name: text(100) }).meta({ id: 'DefineDepartment' });
export type DefineDepartmentBody = z.infer<typeof DefineDepartmentBody>;

export const DepartmentDto = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Department' });
export const DepartmentPageDto = pageOf(DepartmentDto).meta({ id: 'DepartmentPage' });

export const toDepartmentDto = ({ departmentId: id, name }: DepartmentRow): Department => ({ id, name });
