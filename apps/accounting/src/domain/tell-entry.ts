import { type EntryStory, type Manner, type Someone } from './entry-story.js';
import { tellCause } from './tell-cause.js';
import { tellMoney } from './tell-settlement.js';
import { type Voice } from './voice.js';

/** Tells in plain English why an entry is there and what became of it, a sentence each, from cause to effect. */
export function tellEntry(story: EntryStory, people: ReadonlyMap<string, Someone>, manner: Manner): string[] {
  const voice: Voice = { people, manner, asset: story.entry.asset };
  return [...tellCause(story, voice), ...tellMoney(story, voice), ...tellMissing(story)];
}

function tellMissing({ missing, entry, story }: EntryStory): string[] {
  const told = missing.map((service) => `What ${service} knows of it could not be asked for just now.`);
  const isOfTask = entry.reason === 'assignment' || entry.reason === 'completion';
  if (isOfTask && !story && !missing.includes('tasks'))
    told.push(
      'The event that led to it is not in the log of tasks any more, since that log was put back to an older state.',
    );
  return told;
}
