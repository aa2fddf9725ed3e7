import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

export interface ProjectRow {
  projectId: string;
  name: string;
  createdPosition: number;
}

export const projects = defineProjection<ProjectRow, Extract<TasksEvent, { event: 'ProjectCreated' }>>({
  service: 'tasks',
  name: 'projects',
  version: 1,
  events: { tasks: ['ProjectCreated'] },
  table: {
    columns: { projectId: 'uuid', name: 'text', createdPosition: 'long' },
    primaryKey: ['projectId'],
    indexes: [['createdPosition']],
  },
  keys: (event) => [{ projectId: event.body.projectId }],
  evolve: (_, { body, meta }) => ({
    projectId: body.projectId,
    name: body.name ?? '',
    createdPosition: meta.position,
  }),
});
