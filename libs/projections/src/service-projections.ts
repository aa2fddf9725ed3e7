import { type Projection } from './projection.js';

export interface ServiceProjections {
  readonly service: string;
  readonly projections: readonly Projection[];
}

/** Injection token of the views of this service. */
export const SERVICE_PROJECTIONS = Symbol('views of this service');

/** @throws Error when a view is another service's, or two would share a table */
export function assertApart({ service, projections }: ServiceProjections): void {
  const foreign = projections.find((projection) => projection.service !== service);
  if (foreign) throw new Error(`${foreign.id} is no view of ${service}.`);
  const names = projections.flatMap(({ table, lines }) => (lines ? [table.name, lines.name] : [table.name]));
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice) throw new Error(`Two views of ${service} have the table ${twice}.`);
}
