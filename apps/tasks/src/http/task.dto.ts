import { z } from 'zod';
import { EventDto, instant, millisOf, pageOf, pageQuery, text, uuid } from '#libs/http';
import { type NewTask } from '../application/create-task.js';
import { type TaskFilter } from '../projections/task-list/task-list.query.js';

const amount = z.int().describe("Whole minor units of the tenant's asset");
const status = z.enum(['open', 'completed']);

export const CreateTaskBody = z
  .strictObject({
    title: text(200),
    ticketId: text(100).nullish().describe('What it is called in the tracker that it comes from, such as KAFKA-123'),
    description: text(10_000).nullish(),
    deadline: instant.nullish().describe('When it should be done, ISO 8601'),
    projectId: uuid.nullish(),
    assigneeId: uuid.nullish().describe('Who is to do it; left out, somebody is drawn'),
  })
  .meta({ id: 'CreateTask' });
export type CreateTaskBody = z.infer<typeof CreateTaskBody>;

export const CreatedTaskDto = z
  .object({
    id: z.uuid(),
    assigneeId: z.uuid(),
    assignmentFee: amount,
    completionReward: amount,
    status: z.literal('open'),
  })
  .meta({ id: 'CreatedTask' });

export const CompletedTaskDto = z
  .object({ id: z.uuid(), assigneeId: z.uuid(), completionReward: amount, status: z.literal('completed') })
  .meta({ id: 'CompletedTask' });

export const ReassignedDto = z
  .object({ reassigned: z.int().describe('How many open tasks were drawn anew') })
  .meta({ id: 'Reassigned' });

export const TaskDto = z
  .object({
    id: z.uuid(),
    title: z.string(),
    ticketId: z.string().nullable(),
    description: z.string().nullable(),
    projectId: z.uuid().nullable(),
    parentTaskId: z.uuid().nullable(),
    deadline: z.iso.datetime().nullable(),
    assigneeId: z.uuid().nullable(),
    assignmentFee: amount,
    completionReward: amount,
    status,
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    assignedAt: z.iso.datetime().nullable(),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Task' });

export const TaskEventsDto = z.object({ items: z.array(EventDto) }).meta({ id: 'TaskEvents' });

export const ListTasksQuery = z.strictObject({
  assignee: z
    .union([z.literal('me'), uuid])
    .optional()
    .describe('A person’s id, or `me`'),
  projectId: uuid.optional(),
  status: status.optional(),
  ...pageQuery,
});
export type ListTasksQuery = z.infer<typeof ListTasksQuery>;

export const TaskPageDto = pageOf(TaskDto).meta({ id: 'TaskPage' });

/** The wire's absent members as the nulls of the domain, times as epoch milliseconds. */
export function asNewTask(body: CreateTaskBody): NewTask {
  return {
    title: body.title,
    ticketId: body.ticketId ?? null,
    description: body.description ?? null,
    projectId: body.projectId ?? null,
    deadline: millisOf(body.deadline),
    assigneeId: body.assigneeId ?? null,
  };
}

export function asFilter({ assignee, ...rest }: ListTasksQuery, me: string): TaskFilter {
  return { ...rest, assigneeId: assignee === 'me' ? me : assignee };
}
