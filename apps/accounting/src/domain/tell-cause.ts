import { type EntryStory, type TaskGiven, type TaskMade } from './entry-story.js';
import { actor, dayText, doneBy, moment, money, person, type Voice } from './voice.js';

/** Why money moved: what happened, to whom, and how that was decided. */
export function tellCause(story: EntryStory, voice: Voice): string[] {
  const { entry, personId } = story;
  // By whose clocks is told once; the other moments are told by the same.
  const when = `${moment(entry.at, voice)} (${voice.manner.timeZone})`;
  const [who, sum] = [person(personId, voice), money(Math.abs(entry.amount), voice)];
  switch (entry.reason) {
    case 'assignment':
      return [`On ${when}, ${who} was charged ${sum}${whyGiven(story)}.`, ...tellTask(story, voice)];
    case 'completion':
      return [
        `On ${when}, ${who} was credited ${sum}, because they completed ${called(story)}.`,
        ...tellTask(story, voice),
      ];
    case 'payout':
      return [
        `On ${when}, ${sum} were paid out to ${who}, when the billing cycle of ${dayText(entry.cycle)} was closed${doneBy(entry.by, voice)}.`,
      ];
    case 'reversal':
      return [
        `On ${when}, ${sum} were ${entry.amount < 0 ? 'taken from' : 'given to'} ${who}, to reverse another entry.`,
      ];
  }
}

/** What a task is called in the sentence, and what became of it. */
const REASONS: Readonly<Record<string, readonly [noun: string, what: string]>> = {
  created: ['the new task', 'was given to them'],
  reassigned: ['the task', 'was given out anew and came to them'],
  manual: ['the task', 'was given to them by name'],
  imported: ['the task', 'was imported as theirs'],
};

function whyGiven(story: EntryStory): string {
  const [noun, what] = REASONS[story.story?.assignment?.reason ?? ''] ?? ['the task', 'came to them'];
  return `, because ${called(story, noun)} ${what}`;
}

/** The task by its title and ticket, as far as they are known. */
function called({ story }: EntryStory, noun = 'the task'): string {
  if (!story?.task) return 'a task';
  const { title, ticketId } = story.task;
  return `${noun} “${title}”${ticketId === null ? '' : ` (${ticketId})`}`;
}

function tellTask({ entry, story, personId }: EntryStory, voice: Voice): string[] {
  if (!story) return [];
  const { task, assignment, completion } = story;
  const told: string[] = [];
  if (assignment) told.push(tellGiven(assignment, entry.reason, voice));
  if (task) told.push(tellTerms(task, entry.reason, voice));
  if (entry.reason === 'assignment' && completion) {
    const who = completion.assigneeId === personId ? 'They' : person(completion.assigneeId, voice);
    told.push(`${who} completed it on ${moment(completion.at, voice)}.`);
  }
  return told;
}

/** How it was decided whose the task is, and whose it was until then. */
function tellGiven(given: TaskGiven, reason: EntryStory['entry']['reason'], voice: Voice): string {
  const { previousAssigneeId: before, assigneeId, at } = given;
  const since = reason === 'completion' ? `It had come to them on ${moment(at, voice)}. ` : '';
  const how = given.draw ? drawn(given, given.draw, voice) : named(given, voice);
  if (before === null) return `${since}${how}.`;
  return before === assigneeId
    ? `${since}${how}; it had been theirs before, and each assignment is charged.`
    : `${since}${how}; until then it was with ${person(before, voice)}.`;
}

function drawn({ reason, by }: TaskGiven, { place, of }: NonNullable<TaskGiven['draw']>, voice: Voice): string {
  const who = actor(by, voice);
  const draw = `They were drawn by chance, number ${place} of the ${of} people who could be given it`;
  if (reason === 'reassigned')
    return who === null
      ? `${draw}, when all open tasks were drawn anew`
      : `${draw}, when ${who} had all open tasks drawn anew`;
  return who === null ? draw : `${draw}, at the request of ${who}`;
}

function named({ reason, by }: TaskGiven, voice: Voice): string {
  const who = actor(by, voice);
  if (reason === 'imported') return `Nobody was drawn: the history that ${who ?? 'somebody'} imported names them`;
  return `Nobody was drawn: ${who ?? 'somebody'} named them`;
}

/** Fee and reward are drawn once, for the whole life of a task. */
function tellTerms(task: TaskMade, reason: EntryStory['entry']['reason'], voice: Voice): string {
  const [fee, reward] = [money(task.assignmentFee, voice), money(task.completionReward, voice)];
  const drawn =
    reason === 'completion' ? `reward, ${reward}, and its fee, ${fee}` : `fee, ${fee}, and its reward, ${reward}`;
  return `Its ${drawn}, were drawn once for all when the task was made, on ${moment(task.at, voice)}${doneBy(task.by, voice)}.`;
}
