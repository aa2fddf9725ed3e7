import { Logger } from '@nestjs/common';
import { type Logger as TypeOrmLogger } from 'typeorm';

/** What TypeORM has to say, in the log of the service. Queries and their values stay out of it. */
export class DataSourceLog implements TypeOrmLogger {
  private readonly logger = new Logger('TypeORM');

  constructor(private readonly tenant: string) {}

  log(level: 'log' | 'info' | 'warn', message: string): void {
    if (level === 'warn') this.logger.warn({ tenant: this.tenant }, message);
    else this.logger.debug({ tenant: this.tenant }, message);
  }

  logMigration(message: string): void {
    this.logger.log({ tenant: this.tenant }, message);
  }

  logSchemaBuild(message: string): void {
    this.logger.debug({ tenant: this.tenant }, message);
  }

  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
}
