import { expect, test } from '@jest/globals';
import { OTHER_TENANTS, TenantLabels } from './tenant-labels.js';

test('the first tenants have labels of their own, for good; all others share one', () => {
  const labels = new TenantLabels(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map((tenant) => labels.of(tenant))).toEqual([
    ...['a', 'b', OTHER_TENANTS],
    ...['a', OTHER_TENANTS, 'b'],
  ]);
});

const readings = [
  { tenant: 'a', labels: { source: 'tasks' }, value: 1 },
  { tenant: 'b', labels: { source: 'tasks' }, value: 2 },
  { tenant: 'c', labels: { source: 'tasks' }, value: 5 },
  { tenant: 'c', labels: { source: 'auth' }, value: 7 },
];

test.each([
  ['sum', 7],
  ['max', 5],
] as const)(
  'readings of tenants without a label are merged by %s, apart by what else tells them apart',
  (by, value) => {
    expect(new TenantLabels(1).merged(readings, by)).toEqual([
      { tenant: 'a', labels: { source: 'tasks' }, value: 1 },
      { tenant: OTHER_TENANTS, labels: { source: 'tasks' }, value },
      { tenant: OTHER_TENANTS, labels: { source: 'auth' }, value: 7 },
    ]);
  },
);
