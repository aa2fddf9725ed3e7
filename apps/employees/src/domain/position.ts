import { type Decider, type Fact, uuidv5 } from '#libs/kernel';

export type PositionFact = Fact<'PositionDefined', { readonly positionId: string; readonly title: string | null }>;

export interface DefinePosition {
  readonly positionId: string;
  readonly title: string;
}

/** A position is its title: the same title in the same tenant is always the same position. */
export const positionIdOf = (tenant: string, title: string): string => uuidv5(tenant, 'position', title);

/** The stream that tells of a position. */
export const positionStream = (positionId: string): string => `position:${positionId}`;

/** A position is there or not; defining it again changes nothing. */
export const position: Decider<'absent' | 'there', DefinePosition, PositionFact> = {
  initialState: 'absent',
  evolve: () => 'there',
  decide: ({ positionId, title }, state) =>
    state === 'there' ? [] : [{ event: 'PositionDefined', body: { positionId, title } }],
};
