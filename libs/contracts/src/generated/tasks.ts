// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** An import was given up; what it brought in stays. */
export interface ImportAbandoned {
  /** The import. */
  readonly importId: string;
  /** Why, in words. */
  readonly reason: string | null;
}

/** All events of an import are in. */
export interface ImportFinished {
  /** The import. */
  readonly importId: string;
  /** Number of tasks that were imported. */
  readonly tasks: number;
}

/** Events of the past follow: until the import is over, no billing cycle is closed by the clock. */
export interface ImportStarted {
  /** The import. */
  readonly importId: string;
  /** Where the events come from: a file's name, or demo. */
  readonly source: string | null;
}

/** A project exists that tasks can belong to. */
export interface ProjectCreated {
  /** The project. */
  readonly projectId: string;
  /** What it is called. */
  readonly name: string | null;
}

/** A task is somebody's to do; each time it costs the assignee the fee, also when it is the same person again. */
export interface TaskAssigned {
  /** The task. */
  readonly taskId: string;
  /** The person who has it from now on. */
  readonly assigneeId: string;
  /** The person who had it until now; null on the first assignment. */
  readonly previousAssigneeId: string | null;
  /** Project of the task; null for none. */
  readonly projectId: string | null;
  /** What this assignment costs the assignee, in minor units of the tenant's asset. */
  readonly assignmentFee: number;
  /** Why: created, reassigned, manual or imported; more may come. */
  readonly reason: string | null;
  /** How the assignee was drawn: 3/12 is the third of twelve candidates; null where nobody drew. */
  readonly draw: string | null;
}

/** A task is done, by the person it was assigned to. */
export interface TaskCompleted {
  /** The task. */
  readonly taskId: string;
  /** The person who did it. */
  readonly assigneeId: string;
  /** Project of the task; null for none. */
  readonly projectId: string | null;
  /** What the completion brings the assignee, in minor units of the tenant's asset. */
  readonly completionReward: number;
}

/** A task exists, and its price is drawn for good. */
export interface TaskCreated {
  /** The task. */
  readonly taskId: string;
  /** What is to be done, in one line. */
  readonly title: string | null;
  /** What is to be done, in full; null where the title says it all. */
  readonly description: string | null;
  /** Project of the task; null for none. */
  readonly projectId: string | null;
  /** The task it is a part of; null for none. */
  readonly parentTaskId: string | null;
  /** Until when it is wanted, in UTC milliseconds; null for whenever. */
  readonly deadline: number | null;
  /** What each assignment costs the assignee, in minor units of the tenant's asset. */
  readonly assignmentFee: number;
  /** What the completion brings the assignee, in minor units of the tenant's asset. */
  readonly completionReward: number;
  /** The person who created it; null where nobody is known, as in an import. */
  readonly createdBy: string | null;
  /** What the task is called in the tracker that it comes from, such as KAFKA-123; null where it comes from none. */
  readonly ticketId: string | null;
}

/** Every fact that the log of `tasks` can hold. */
export type TasksEvent =
  | Fact<'ImportAbandoned', ImportAbandoned>
  | Fact<'ImportFinished', ImportFinished>
  | Fact<'ImportStarted', ImportStarted>
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'ProjectCreated', ProjectCreated>
  | Fact<'TaskAssigned', TaskAssigned>
  | Fact<'TaskCompleted', TaskCompleted>
  | Fact<'TaskCreated', TaskCreated>;

/** Every version of these, oldest first. */
export const tasksEvents: readonly EventType[] = [
  {
    service: 'tasks',
    event: 'ImportAbandoned',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"ImportAbandoned","namespace":"aviary.tasks","doc":"An import was given up; what it brought in stays.","fields":[${META_FIELD},{"name":"importId","doc":"The import.","type":{"type":"string","logicalType":"uuid"}},{"name":"reason","doc":"Why, in words.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'tasks',
    event: 'ImportFinished',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"ImportFinished","namespace":"aviary.tasks","doc":"All events of an import are in.","fields":[${META_FIELD},{"name":"importId","doc":"The import.","type":{"type":"string","logicalType":"uuid"}},{"name":"tasks","doc":"Number of tasks that were imported.","type":"long"}]}`,
  },
  {
    service: 'tasks',
    event: 'ImportStarted',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"ImportStarted","namespace":"aviary.tasks","doc":"Events of the past follow: until the import is over, no billing cycle is closed by the clock.","fields":[${META_FIELD},{"name":"importId","doc":"The import.","type":{"type":"string","logicalType":"uuid"}},{"name":"source","doc":"Where the events come from: a file's name, or demo.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'tasks',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.tasks","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'tasks',
    event: 'ProjectCreated',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"ProjectCreated","namespace":"aviary.tasks","doc":"A project exists that tasks can belong to.","fields":[${META_FIELD},{"name":"projectId","doc":"The project.","type":{"type":"string","logicalType":"uuid"}},{"name":"name","doc":"What it is called.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'tasks',
    event: 'TaskAssigned',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TaskAssigned","namespace":"aviary.tasks","doc":"A task is somebody's to do; each time it costs the assignee the fee, also when it is the same person again.","fields":[${META_FIELD},{"name":"taskId","doc":"The task.","type":{"type":"string","logicalType":"uuid"}},{"name":"assigneeId","doc":"The person who has it from now on.","type":{"type":"string","logicalType":"uuid"}},{"name":"previousAssigneeId","doc":"The person who had it until now; null on the first assignment.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"assignmentFee","doc":"What this assignment costs the assignee, in minor units of the tenant's asset.","type":"long"},{"name":"reason","doc":"Why: created, reassigned, manual or imported; more may come.","type":["null","string"],"default":null},{"name":"draw","doc":"How the assignee was drawn: 3/12 is the third of twelve candidates; null where nobody drew.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'tasks',
    event: 'TaskCompleted',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TaskCompleted","namespace":"aviary.tasks","doc":"A task is done, by the person it was assigned to.","fields":[${META_FIELD},{"name":"taskId","doc":"The task.","type":{"type":"string","logicalType":"uuid"}},{"name":"assigneeId","doc":"The person who did it.","type":{"type":"string","logicalType":"uuid"}},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"completionReward","doc":"What the completion brings the assignee, in minor units of the tenant's asset.","type":"long"}]}`,
  },
  {
    service: 'tasks',
    event: 'TaskCreated',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TaskCreated","namespace":"aviary.tasks","doc":"A task exists, and its price is drawn for good.","fields":[${META_FIELD},{"name":"taskId","doc":"The task.","type":{"type":"string","logicalType":"uuid"}},{"name":"title","doc":"What is to be done, in one line.","type":["null","string"],"default":null},{"name":"description","doc":"What is to be done, in full; null where the title says it all.","type":["null","string"],"default":null},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"parentTaskId","doc":"The task it is a part of; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"deadline","doc":"Until when it is wanted, in UTC milliseconds; null for whenever.","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null},{"name":"assignmentFee","doc":"What each assignment costs the assignee, in minor units of the tenant's asset.","type":"long"},{"name":"completionReward","doc":"What the completion brings the assignee, in minor units of the tenant's asset.","type":"long"},{"name":"createdBy","doc":"The person who created it; null where nobody is known, as in an import.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null}]}`,
  },
  {
    service: 'tasks',
    event: 'TaskCreated',
    version: 2,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TaskCreated","namespace":"aviary.tasks","doc":"A task exists, and its price is drawn for good.","fields":[${META_FIELD},{"name":"taskId","doc":"The task.","type":{"type":"string","logicalType":"uuid"}},{"name":"title","doc":"What is to be done, in one line.","type":["null","string"],"default":null},{"name":"description","doc":"What is to be done, in full; null where the title says it all.","type":["null","string"],"default":null},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"parentTaskId","doc":"The task it is a part of; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"deadline","doc":"Until when it is wanted, in UTC milliseconds; null for whenever.","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null},{"name":"assignmentFee","doc":"What each assignment costs the assignee, in minor units of the tenant's asset.","type":"long"},{"name":"completionReward","doc":"What the completion brings the assignee, in minor units of the tenant's asset.","type":"long"},{"name":"createdBy","doc":"The person who created it; null where nobody is known, as in an import.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"ticketId","doc":"What the task is called in the tracker that it comes from, such as KAFKA-123; null where it comes from none.","type":["null","string"],"default":null}]}`,
  },
];
