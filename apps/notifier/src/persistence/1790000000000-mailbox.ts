import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Where the development mailbox keeps what it receives; empty in production. */
export class Mailbox1790000000000 implements MigrationInterface {
  readonly name = 'Mailbox1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notifier.mailbox (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        message_id  text NOT NULL UNIQUE,
        sender      text NOT NULL,
        recipient   text NOT NULL,
        subject     text NOT NULL,
        text        text NOT NULL,
        received_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notifier.mailbox');
  }
}
