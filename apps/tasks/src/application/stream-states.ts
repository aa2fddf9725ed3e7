import { type StreamStates } from '#libs/http';
import { taskList } from '../projections/task-list/task-list.projection.js';
import { asTask } from '../projections/task-list/task-list.query.js';

type TaskEvents = Parameters<typeof taskList.fold>[1];

/** What a task was, as `GET /api/tasks/:id` would have answered: by the fold that the list is made of. */
export const streamStates: StreamStates = {
  task(events) {
    const [row] = taskList.fold([], events as TaskEvents).upserts;
    return row ? asTask(row) : null;
  },
};
