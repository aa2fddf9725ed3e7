import { type Decider, type Fact, notFound } from '#libs/kernel';

/** While an import is open, events tell of the past and no cycle is closed by the clock. */
export type ImportFact =
  | Fact<'ImportStarted', { importId: string; source: string }>
  | Fact<'ImportFinished', { importId: string; tasks: number }>
  | Fact<'ImportAbandoned', { importId: string; reason: string }>;

export type ImportCommand =
  | { readonly type: 'start'; readonly importId: string; readonly source: string }
  | { readonly type: 'finish'; readonly importId: string; readonly tasks: number };

/** An import, and in what words its source was named when it began. */
export type Import = { readonly status: 'absent' } | { readonly status: 'open' | 'ended'; readonly source: string };

/** Starting or finishing again changes nothing: an interrupted import is run again whole. */
export const taskImport: Decider<Import, ImportCommand, ImportFact> = {
  initialState: { status: 'absent' },
  evolve(state, fact) {
    if (fact.event === 'ImportStarted') return { status: 'open', source: fact.body.source };
    return state.status === 'absent' ? state : { ...state, status: 'ended' };
  },
  decide(command, state) {
    switch (command.type) {
      case 'start':
        if (state.status !== 'absent') return [];
        return [{ event: 'ImportStarted', body: { importId: command.importId, source: command.source } }];
      case 'finish':
        if (state.status === 'absent')
          throw notFound('import-not-found', 'There is no import with this id.', { field: 'id' });
        if (state.status === 'ended') return [];
        return [{ event: 'ImportFinished', body: { importId: command.importId, tasks: command.tasks } }];
    }
  },
};
