import { Injectable } from '@nestjs/common';
import { TenantDatabases } from '#libs/tenancy';
import { DeadLetterBook } from './dead-letter-book.js';
import { LetterOpener } from './letter-opener.js';

/** What everybody needs who sets events aside. */
@Injectable()
export class DeadLetterTools {
  constructor(
    readonly databases: TenantDatabases,
    readonly opener: LetterOpener,
    readonly book: DeadLetterBook,
  ) {}
}
