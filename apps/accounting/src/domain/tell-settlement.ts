import { type EntryStory, type PaidOut } from './entry-story.js';
import { businessDay } from './seals.js';
import { dayText, moment, money, type Voice } from './voice.js';

/** What became of the money: its cycle, the payout, the mail. */
export function tellMoney(story: EntryStory, voice: Voice): string[] {
  const { payout } = story;
  if (story.entry.reason === 'payout') return [...tellReckoning(story, voice), ...tellMail(story, voice)];
  return [tellCycle(story, voice), ...(payout ? [tellPayout(story, payout, voice), ...tellMail(story, voice)] : [])];
}

/** To which cycle the entry belongs, and whether that is settled. */
function tellCycle({ entry, closedAt, payout }: EntryStory, voice: Voice): string {
  const late = businessDay(entry.at, voice.manner) < entry.cycle ? ' (that of its own day was cut off already)' : '';
  const cycle = `It belongs to the billing cycle of ${dayText(entry.cycle)}${late}`;
  if (closedAt === null) return `${cycle}, which is not closed yet: when it is, what the account has then is paid out.`;
  const closed = `${cycle}, which was closed on ${moment(closedAt, voice)}`;
  if (payout?.cycle === entry.cycle) return `${closed}.`;
  return `${closed}; there was nothing to pay out then, so the balance was carried over.`;
}

function tellPayout({ entry }: EntryStory, { amount, cycle, at }: PaidOut, voice: Voice): string {
  const sum = `${money(amount, voice)} were paid out, all that the account had`;
  return cycle === entry.cycle
    ? `With that, ${sum}; the entry is settled.`
    : `It was settled in the cycle of ${dayText(cycle)}: on ${moment(at, voice)}, ${sum}.`;
}

/** What a payout is made of. */
function tellReckoning({ entry, reckoning }: EntryStory, voice: Voice): string[] {
  if (!reckoning) return [];
  const { from, to, fees, rewards, other } = reckoning;
  const span = from === to ? `in the cycle of ${dayText(to)}` : `in the cycles from ${dayText(from)} to ${dayText(to)}`;
  const corrected =
    other === 0 ? '' : `, ${other > 0 ? 'and' : 'less'} corrections of ${money(Math.abs(other), voice)}`;
  const paid = money(-entry.amount, voice);
  return [
    `That is all that the account had: rewards of ${money(rewards, voice)} less fees of ${money(fees, voice)}${corrected}, ${span}, are ${paid}.`,
  ];
}

function tellMail({ mail, missing }: EntryStory, voice: Voice): string[] {
  if (missing.includes('notifier')) return [];
  if (!mail) return ['No mail has told them of the payout; of what an import tells of long ago, none does.'];
  const at = mail.at === null ? '' : ` on ${moment(mail.at, voice)}`;
  switch (mail.status) {
    case 'sent':
      return [`They were told of the payout by mail${at}.`];
    case 'waiting':
      return ['The mail that tells them of the payout waits to be sent.'];
    case 'failed':
      return [`The mail that was to tell them of the payout was given up${at}: ${reasonText(mail.reason)}.`];
  }
}

const REASONS: Readonly<Record<string, string>> = {
  'no-address': 'they have no address',
  'person-erased': 'they were erased',
};

const reasonText = (reason: string | null): string => REASONS[reason ?? ''] ?? reason ?? 'nobody knows why';
