import { randomUUID } from 'node:crypto';

/** So many events a stream gets, one by one, before its writer begins the next. */
const EVENTS_PER_STREAM = 10;

const TITLE = 'Oil the hinges of the cage door';
const DESCRIPTION =
  'They squeak whenever somebody comes home late, and the whole aviary wakes up. Take the oil from the shelf beside the ' +
  'water, not the one for the kitchen, and tell the night shift when it is done.';

/** What one writer appends in one turn: the next event of the stream it is at, which must be at `version`. */
export interface Turn {
  readonly streamId: string;
  /** Of the stream before; 0 for a new one. */
  readonly version: number;
  /** The body of a `TaskCreated`, the same size each time. */
  readonly body: object;
}

/** The streams of one writer, one after the other. */
class Streams {
  private streamId = '';
  private taskId = '';
  private version = 0;

  next(): Turn {
    if (this.version % EVENTS_PER_STREAM === 0) {
      this.taskId = randomUUID();
      this.streamId = `task:${this.taskId}`;
      this.version = 0;
    }
    return { streamId: this.streamId, version: this.version++, body: bodyOf(this.taskId) };
  }
}

function bodyOf(taskId: string): object {
  return {
    taskId,
    title: TITLE,
    ticketId: null,
    description: DESCRIPTION,
    projectId: null,
    parentTaskId: null,
    deadline: null,
    assignmentFee: 14,
    completionReward: 27,
    createdBy: taskId,
  };
}

/** The work of all writers of one measurement, by the writer's number. The same for every contender. */
export function turns(writers: number): (writer: number) => Turn {
  const streams = Array.from({ length: writers }, () => new Streams());
  return (writer) => {
    const own = streams[writer];
    if (!own) throw new Error(`There is no writer ${writer}.`);
    return own.next();
  };
}
