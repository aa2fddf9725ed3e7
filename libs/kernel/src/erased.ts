/** What stands in the place of the name of a person who was erased, wherever people are shown. */
export const ERASED_NAME = 'erased';

/** A person's name as it is shown, and whether they were erased: who reads the one word need not take it for a name. */
export function shownPerson(name: string | null, erased: boolean): { name: string | null; erased: boolean } {
  return { name: erased ? ERASED_NAME : name, erased };
}
