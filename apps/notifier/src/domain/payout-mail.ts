import { formatAmount } from '#libs/kernel';

/** A mail as text and as HTML. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface PayoutMailTerms {
  readonly name: string | null;
  /** Whole minor units of `asset`. */
  readonly amount: number;
  readonly asset: string;
  /** How many decimals the asset is written with. */
  readonly decimals: number;
  /** The business day that was closed. */
  readonly cycle: string;
}

/** What a person is told when they are paid. */
export function payoutMail({ name, amount, asset, decimals, cycle }: PayoutMailTerms): Mail {
  const sum = `${formatAmount(amount, decimals)} ${asset}`;
  const greeting = name === null ? 'Hello' : `Hello ${name}`;
  const sentence = `For your work in the billing cycle of ${cycle} you are paid ${sum}.`;
  return {
    subject: `You are paid ${sum} for ${cycle}`,
    text: `${greeting},\n\n${sentence}\nYour balance starts anew from zero.\n`,
    html: `<p>${escapeHtml(greeting)},</p><p>${escapeHtml(sentence)}<br>Your balance starts anew from zero.</p>`,
  };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
