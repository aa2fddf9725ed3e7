import { type EntitySchema } from 'typeorm';
import { type MigrationClass } from './migrations.js';

/** What a service keeps in each tenant's database, in its own schema. */
export interface Persistence {
  readonly migrations: readonly MigrationClass[];
  readonly entities: readonly EntitySchema[];
}

/** The token of the service's `Persistence`. */
export const PERSISTENCE = Symbol('persistence');
