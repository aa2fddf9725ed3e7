import { type Decider, type Fact, notFound } from '#libs/kernel';

/** While an import is open, events tell of the past and no cycle is closed by the clock. */
export type ImportFact =
  | Fact<'ImportStarted', { importId: string; source: string }>
  | Fact<'ImportFinished', { importId: string; tasks: number }>
  | Fact<'ImportAbandoned', { importId: string; reason: string }>;

export type ImportCommand =
  | { readonly type: 'start'; readonly importId: string; readonly source: string }
  | { readonly type: 'finish'; readonly importId: string; readonly tasks: number }
  | { readonly type: 'abandon'; readonly importId: string; readonly reason: string };

export type ImportStatus = 'open' | 'finished' | 'abandoned';

/** An import, and in what words its source was named when it began. */
export type Import = { readonly status: 'absent' } | { readonly status: ImportStatus; readonly source: string };

/** Starting or ending again changes nothing: an interrupted import is run again whole. */
export const taskImport: Decider<Import, ImportCommand, ImportFact> = {
  initialState: { status: 'absent' },
  evolve(state, fact) {
    if (fact.event === 'ImportStarted') return { status: 'open', source: fact.body.source };
    if (state.status === 'absent') return state;
    return { ...state, status: fact.event === 'ImportFinished' ? 'finished' : 'abandoned' };
  },
  decide(command, state) {
    if (command.type === 'start')
      return state.status === 'absent'
        ? [{ event: 'ImportStarted', body: { importId: command.importId, source: command.source } }]
        : [];
    if (state.status === 'absent')
      throw notFound('import-not-found', 'There is no import with this id.', { field: 'id' });
    return state.status === 'open' ? [end(command)] : [];
  },
};

function end(command: Exclude<ImportCommand, { type: 'start' }>): ImportFact {
  const { importId } = command;
  return command.type === 'finish'
    ? { event: 'ImportFinished', body: { importId, tasks: command.tasks } }
    : { event: 'ImportAbandoned', body: { importId, reason: command.reason } };
}
