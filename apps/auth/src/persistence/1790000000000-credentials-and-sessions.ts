import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the service keeps and never tells: it is no history, and in no event, so it cannot be folded anew. */
export class CredentialsAndSessions1790000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE auth.credentials (
        login_key     bytea PRIMARY KEY,
        user_id       uuid NOT NULL,
        password_hash text NOT NULL,
        reserved_at   timestamptz NOT NULL DEFAULT now(),
        confirmed_at  timestamptz
      )`);
    await queryRunner.query('CREATE INDEX credentials_of_user ON auth.credentials (user_id)');
    await queryRunner.query(`
      CREATE TABLE auth.sessions (
        session_id  uuid PRIMARY KEY,
        user_id     uuid NOT NULL,
        secret_hash text NOT NULL,
        started_at  timestamptz NOT NULL DEFAULT now(),
        expires_at  timestamptz NOT NULL,
        revoked_at  timestamptz
      )`);
    await queryRunner.query('CREATE INDEX sessions_of_user ON auth.sessions (user_id)');
    await queryRunner.query('CREATE INDEX sessions_by_expiry ON auth.sessions (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE auth.sessions');
    await queryRunner.query('DROP TABLE auth.credentials');
  }
}
