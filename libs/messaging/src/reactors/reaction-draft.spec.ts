import { describe, expect, it } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { ReactionDraft } from './reaction-draft.js';
import { type Reaction } from './reaction.js';

const cause = (n: number) => recorded('Cause', {}, { eventId: uuidv5('cause', n), position: n }).meta;
const writing = (streamId: string, more: Partial<Reaction> = {}): Reaction => ({
  events: [{ streamId, event: 'Effect', body: {} }],
  ...more,
});
const at = { consumer: 'r', source: 'tasks', epoch: 1, from: 0, to: 2 };
const guard = (streamId: string, version: number) => ({ guards: [{ streamId, version }] });

describe('ReactionDraft', () => {
  it('makes one command of several reactions', () => {
    const draft = new ReactionDraft('r');
    draft.add(cause(1), writing('a', guard('seals', 3)));
    draft.add(cause(2), null);
    const command = draft.command(at, 'c');
    expect(command.events.map(({ eventId }) => eventId)).toEqual([uuidv5('r', cause(1).eventId, 0)]);
    expect(command.reactions).toEqual({ reactor: 'r', causeEventIds: [cause(1).eventId, cause(2).eventId] });
    expect(command.guards).toEqual([{ streamId: 'seals', version: 3 }]);
    expect(command.checkpoint).toEqual(at);
  });

  it('takes reactions that write the same stream without resting on it', () => {
    const draft = new ReactionDraft('r');
    draft.add(cause(1), writing('a'));
    expect(draft.fits(writing('a'))).toBe(true);
  });

  it.each([
    ['guards', guard('a', 0)],
    ['expects', { expected: new Map([['a', 0]]) }],
  ])('refuses one that %s a stream which an earlier one writes', (_how, rest) => {
    const draft = new ReactionDraft('r');
    draft.add(cause(1), writing('a'));
    expect(draft.fits(writing('b', rest))).toBe(false);
    expect(draft.fits(writing('b', { expected: new Map([['a', 'any']]) }))).toBe(true);
  });

  it('refuses one that saw a stream at another version', () => {
    const draft = new ReactionDraft('r');
    draft.add(cause(1), writing('a', guard('seals', 3)));
    expect(draft.fits(writing('b', guard('seals', 3)))).toBe(true);
    expect(draft.fits(writing('b', guard('seals', 4)))).toBe(false);
  });

  it('expects, rather than guards, a stream that it writes', () => {
    const draft = new ReactionDraft('r');
    draft.add(cause(1), writing('a', guard('a', 7)));
    const { expected, guards } = draft.command(at, 'c');
    expect(expected).toEqual(new Map([['a', 7]]));
    expect(guards).toEqual([]);
  });

  it('always takes the first reaction, and no more than fit into a command', () => {
    const many: Reaction = {
      events: Array.from({ length: 499 }, () => ({ streamId: 'a', event: 'Effect', body: {} })),
    };
    const draft = new ReactionDraft('r');
    expect(draft.fits({ events: [...many.events, ...many.events] })).toBe(true);
    draft.add(cause(1), many);
    expect(draft.fits(writing('b'))).toBe(true);
    draft.add(cause(2), writing('b'));
    expect(draft.fits(writing('b'))).toBe(false);
  });

  it('leaves the reactions out where there are none', () => {
    expect(new ReactionDraft('r').command(at, 'c')).not.toHaveProperty('reactions');
  });
});
