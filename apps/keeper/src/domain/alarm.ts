import { uuidv5 } from '#libs/kernel';

/** What is in trouble, and how: an alarm as it is recorded, but for the reason. */
export interface Trouble {
  readonly id: string;
  readonly kind: string;
  readonly service: string;
  readonly subject: string;
}

/** The alarm that a service has raised when it set an event aside: one for each time it did. */
export const alarmOfLetter = ({ id, parkedAt }: { readonly id: string; readonly parkedAt: string }): string =>
  uuidv5('dead-letter-alarm', id, Date.parse(parkedAt));

/** An alarm's own stream: when it was raised, and when it was over. */
export const alarmStream = (id: string): string => `alarm:${id}`;

export function raisedBody({ id, kind, service, subject }: Trouble, reason: string, at: Date) {
  return { alarmId: id, kind, service, subject, reason, raisedAt: at.getTime() };
}

/** @param reason what has ended it */
export function clearedBody({ id, kind, service, subject }: Trouble, reason: string) {
  return { alarmId: id, kind, service, subject, reason };
}
