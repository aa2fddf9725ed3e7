import { describe, expect, test } from '@jest/globals';
import { conflict, type Decider, type Fact, invalid } from '#libs/kernel';
import { deciderSpec } from './decider-spec.js';

type Added = Fact<'Added', { amount: number }>;
interface Command {
  amount: number;
}

/** A jar that takes ten. */
const jar: Decider<{ sum: number }, Command, Added> = {
  initialState: { sum: 0 },
  evolve: ({ sum }, { body }) => ({ sum: sum + body.amount }),
  decide({ amount }, { sum }) {
    if (amount < 0) throw invalid('negative', 'Not less than nothing.', { field: 'amount' });
    if (sum + amount > 10) throw conflict('full', 'The jar takes ten.');
    return amount === 0 ? [] : [{ event: 'Added', body: { amount } }];
  },
};
const added = (amount: number): Added => ({ event: 'Added', body: { amount } });
const spec = deciderSpec(jar);

describe('a decider’s spec passes', () => {
  test('for the facts that follow', () => spec.given(added(3), added(4)).when({ amount: 3 }).then(added(3)));
  test('for none', () => spec.when({ amount: 0 }).then());
  test('for the code of a refusal', () => spec.given(added(9)).when({ amount: 2 }).thenError('full'));
  test('for more of it', () => spec.when({ amount: -1 }).thenError('negative', { kind: 'invalid', field: 'amount' }));
});

describe('a decider’s spec fails', () => {
  test.each<[string, () => void]>([
    ['for another fact', () => spec.when({ amount: 3 }).then(added(4))],
    ['for a fact too many', () => spec.when({ amount: 3 }).then(added(3), added(3))],
    ['for a refusal where facts were expected', () => spec.when({ amount: 11 }).then(added(11))],
    ['for facts where a refusal was expected', () => spec.when({ amount: 1 }).thenError('full')],
    ['for another code', () => spec.when({ amount: 11 }).thenError('negative')],
    ['for another field', () => spec.when({ amount: -1 }).thenError('negative', { field: 'sum' })],
  ])('%s', (_, run) => {
    expect(run).toThrow();
  });

  test('for a defect, with the defect’s own error', () => {
    const broken = { ...jar, decide: () => JSON.parse('{') as [] };
    expect(() => deciderSpec(broken).when({ amount: 1 }).thenError('full')).toThrow(SyntaxError);
  });

  test('for a decider that changes its state in place', () => {
    const evolve: typeof jar.evolve = (state, { body }) => Object.assign(state, { sum: state.sum + body.amount });
    expect(() =>
      deciderSpec({ ...jar, evolve })
        .given(added(1))
        .when({ amount: 1 })
        .then(added(1)),
    ).toThrow(TypeError);
  });

  test('when it is awaited instead of ended', async () => {
    await expect(async () => await (spec.when({ amount: 1 }) as unknown as Promise<void>)).rejects.toThrow(
      'not awaited',
    );
  });
});
