import { afterEach, expect, test } from '@jest/globals';
import { armFaultPoints, faultPoint } from './fault-point.js';

const HOOK = Symbol.for('aviary.fault-points');
const place = globalThis as { [HOOK]?: (point: string) => undefined };
let passed: string[] = [];
const leaveHook = () => (place[HOOK] = (point) => void passed.push(point));

afterEach(() => {
  delete place[HOOK];
  armFaultPoints('local');
  passed = [];
});

test('a fault point does nothing where no test has left a hook', () => {
  armFaultPoints('local');
  expect(faultPoint('relay.after-ack')).toBeUndefined();
});

test('a hook is called where a process was armed, and not before', () => {
  leaveHook();
  void faultPoint('relay.after-ack');
  expect(passed).toEqual([]);
  armFaultPoints('local');
  void faultPoint('relay.after-ack');
  expect(passed).toEqual(['relay.after-ack']);
});

test('in production there is none, whatever was left', () => {
  leaveHook();
  armFaultPoints('production');
  expect(faultPoint('relay.after-ack')).toBeUndefined();
  expect(passed).toEqual([]);
});
