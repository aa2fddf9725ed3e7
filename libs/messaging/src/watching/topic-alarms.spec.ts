import { beforeEach, expect, test } from '@jest/globals';
import { type Alarm, type Alarms } from '#libs/tenancy';
import { LOOKS_WELL, TopicAlarms } from './topic-alarms.js';

const SUBJECT = 'reading of aviary.tasks/5';
const ill = { subjects: [SUBJECT], troubles: [{ subject: SUBJECT, reason: 'It stands still.' }] };
const well = { subjects: [SUBJECT], troubles: [] };

let raised: string[];
let ended: string[];
let away: boolean;
let alarms: TopicAlarms;

const told = (): TopicAlarms => {
  const control = {
    raise: (all: readonly Alarm[], lasts?: boolean) => {
      expect(lasts).toBe(true);
      return Promise.resolve(void raised.push(...all.map(({ reason }) => reason)));
    },
    end: ({ subjects }: { subjects: readonly string[] }) =>
      away && subjects.length > 0 ? Promise.reject(new Error('away')) : Promise.resolve(void ended.push(...subjects)),
  };
  return new TopicAlarms(control as unknown as Alarms, { service: 'accounting' });
};
const look = async (times: number, what: Parameters<TopicAlarms['tell']>[0] = well) => {
  for (let time = 0; time < times; time += 1) await alarms.tell(what);
};

beforeEach(() => {
  [raised, ended, away] = [[], [], false];
  alarms = told();
});

test('a trouble is told, and that it is over once it was well for a while', async () => {
  await alarms.tell(ill);
  expect(raised).toEqual(['It stands still.']);
  await look(LOOKS_WELL - 1);
  await alarms.tell(ill);
  await look(LOOKS_WELL - 1);
  expect(ended).toEqual([]);
  await look(3);
  expect(ended).toEqual([SUBJECT]);
});

test('who has begun since says it as well, of what it looks at', async () => {
  await look(LOOKS_WELL);
  expect(ended).toEqual([SUBJECT]);
});

test('whoever looks at it anew says it again: somebody else may have raised an alarm meanwhile', async () => {
  await look(LOOKS_WELL);
  await alarms.tell({ subjects: [], troubles: [] });
  await look(LOOKS_WELL);
  expect(ended).toEqual([SUBJECT, SUBJECT]);
});

test('what could not be told is told later', async () => {
  away = true;
  await look(LOOKS_WELL - 1);
  await expect(alarms.tell(well)).rejects.toThrow('away');
  away = false;
  await look(2);
  expect(ended).toEqual([SUBJECT]);
});
