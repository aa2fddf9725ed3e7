import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Says whose each mail is, so that it goes when the person is erased. Of those there are nobody can tell: they go now. */
export class MailboxRecipient1795000000000 implements MigrationInterface {
  readonly name = 'MailboxRecipient1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM notifier.mailbox');
    await runner.query('ALTER TABLE notifier.mailbox ADD recipient_id uuid');
    await runner.query('CREATE INDEX mailbox_of_recipient ON notifier.mailbox (recipient_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notifier.mailbox DROP recipient_id');
  }
}
