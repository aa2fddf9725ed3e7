import { expect, test } from '@jest/globals';
import { escapeHtml, payoutMail } from './payout-mail.js';
import { pauseAfter } from './retry.js';

test('a person is told what they are paid, and for which day', () => {
  const mail = payoutMail({ name: 'Ada', amount: 1234, asset: 'EUR', decimals: 2, cycle: '2026-03-01' });
  expect(mail.subject).toBe('You are paid 12.34 EUR for 2026-03-01');
  expect(mail.text).toContain('Hello Ada,');
  expect(mail.text).toContain('12.34 EUR');
});

test('a name is text, whatever it is made of', () => {
  const terms = { amount: 1, asset: 'POP', decimals: 0, cycle: '2026-03-01' };
  expect(payoutMail({ ...terms, name: '<b>&' }).html).toContain('Hello &lt;b&gt;&amp;,');
  expect(payoutMail({ ...terms, name: null }).text).toMatch(/^Hello,/);
  expect(escapeHtml(`"'`)).toBe('&quot;&#39;');
});

test('attempts come ever more seldom, but never less than four an hour', () => {
  expect([1, 2, 3, 20].map(pauseAfter)).toEqual([1_000, 2_000, 4_000, 900_000]);
});
