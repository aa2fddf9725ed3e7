import { conflict, type Decider, type Fact } from '#libs/kernel';

export type ProjectFact = Fact<'ProjectCreated', { projectId: string; name: string }>;

export interface CreateProject {
  readonly projectId: string;
  readonly name: string;
}

/** A project exists or not; there is nothing else to it yet. */
export const project: Decider<'absent' | 'there', CreateProject, ProjectFact> = {
  initialState: 'absent',
  evolve: () => 'there',
  decide(command, state) {
    if (state === 'there') throw conflict('project-exists', 'A project with this id exists already.');
    return [{ event: 'ProjectCreated', body: { ...command } }];
  },
};
