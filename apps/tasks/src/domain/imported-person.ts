import { uuidv5 } from '#libs/kernel';

/** Somebody of whom nothing is known but what an import calls them. */
export interface ImportedPerson {
  readonly id: string;
  readonly name: string;
  /** When they are first heard of, epoch milliseconds. */
  readonly since: number;
}

/** An import knows people by their names: the same name in the same tenant is always the same person. */
export const importedPersonId = (tenant: string, name: string): string => uuidv5(tenant, 'imported-person', name);
