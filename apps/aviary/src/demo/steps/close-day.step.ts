import { DEVELOPER } from '../cast.js';
import { type Balance, type Entry, type Mail, type Page } from '../facts.js';
import { type Stage, known } from '../stage.js';
import { type Step } from '../step.js';
import { wrap } from '../text.js';
import { awaited } from '../visitor.js';

const PATIENCE_MS = 120_000;
const PATH = '/api/accounting/me/balance';

export const closeDay: Step = {
  title: 'The day is closed, and the work is paid',
  async play(stage) {
    const { balance, asset, cycle } = await finishWork(stage);
    stage.tell(
      'The clock closes each day at midnight. An administrator may end the running day now; what follows belongs to the next.',
    );
    const closed = await stage.ask<{ payouts: number }>({
      ...{ method: 'POST', path: '/api/accounting/cycles/close', as: 'admin' },
      body: { through: cycle },
    });
    const { body } = await stage.quietly<Page<Entry>>({
      ...{ method: 'GET', path: '/api/accounting/me/entries?limit=1', as: 'developer' },
      ...(closed.position === null ? {} : { after: closed.position }),
    });
    const [payout] = body.items;
    stage.expect(
      `${DEVELOPER} is paid ${balance} ${asset}, and the balance starts anew from 0.`,
      payout?.reason === 'payout' && payout.amount === -balance && payout.balance === 0,
      payout,
    );
    stage.narrator.gap();
    await readMail(stage, `${balance} ${asset}`);
  },
};

/** A balance below zero would be carried over; done work never costs more than it earns. */
async function finishWork(stage: Stage): Promise<Balance> {
  stage.tell(`${DEVELOPER} completes what is left to do, and looks at the balance.`);
  let after = '';
  for (const { id, title } of known(stage.memory.meanwhile).slice(1)) {
    const path = `/api/tasks/${id}/complete`;
    const { position } = await stage.quietly({ method: 'POST', path, as: 'developer' });
    after = position ?? after;
    stage.narrator.line(`(completed: ${title})`);
  }
  stage.narrator.gap();
  const { body } = await stage.ask<Balance>({ method: 'GET', path: PATH, as: 'developer', after });
  stage.expect('There is something to pay out.', body.balance > 0, body);
  stage.narrator.gap();
  return body;
}

async function readMail(stage: Stage, sum: string): Promise<void> {
  stage.tell(
    'The notifier hears of the payout through Kafka and sends a mail. Here it ends in a mailbox for development, which is a ' +
      'page as well: /mailbox.',
  );
  const request = { method: 'GET', path: '/api/notifier/mailbox?limit=1', as: 'admin' } as const;
  stage.narrator.request(request);
  const mail = await awaited(async () => {
    const { body } = await stage.quietly<Page<Mail>>(request);
    return body.items.find(({ subject }) => subject.includes(sum));
  }, PATIENCE_MS);
  if (mail) stage.narrator.verbatim(letter(mail));
  stage.expect(`The mail tells of ${sum}.`, mail?.text.includes(`you are paid ${sum}`) === true, mail);
  stage.narrator.gap();
}

/** As a letter looks: a bar along its left side. */
function letter({ from, to, subject, text }: Mail): string {
  const lines = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, '', ...text.trim().split('\n')];
  return lines.map((line) => wrap(line, '| ').trimEnd()).join('\n');
}
