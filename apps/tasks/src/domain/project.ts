import { conflict, type Decider, type Fact, uuidv5 } from '#libs/kernel';

export type ProjectFact = Fact<'ProjectCreated', { projectId: string; name: string }>;

export interface CreateProject {
  readonly projectId: string;
  readonly name: string;
}

/** An import knows projects by their names: the same name in the same tenant is always the same project. */
export const importedProjectId = (tenant: string, name: string): string => uuidv5(tenant, 'imported-project', name);

/** A project exists or not; there is nothing else to it yet. */
export const project: Decider<'absent' | 'there', CreateProject, ProjectFact> = {
  initialState: 'absent',
  evolve: () => 'there',
  decide(command, state) {
    if (state === 'there') throw conflict('project-exists', 'A project with this id exists already.');
    return [{ event: 'ProjectCreated', body: { ...command } }];
  },
};
