import { Injectable } from '@nestjs/common';
import { Sealing } from '#libs/event-store';
import { type RecordedEvent } from '#libs/kernel';
import { type DeadLetter } from './dead-letter.js';
import { readLetter } from './stored-record.js';

/** Reads what was set aside, as a reader of the log would have had it. */
@Injectable()
export class LetterOpener {
  constructor(private readonly sealing: Sealing) {}

  /**
   * The events, with their personal fields readable, or why they cannot be read; in the order of the letters.
   *
   * @throws DomainError of kind `unavailable` while the keys cannot be read
   */
  async open(
    tenant: string,
    source: string,
    letters: readonly Pick<DeadLetter, 'source' | 'record'>[],
  ): Promise<readonly (RecordedEvent | Error)[]> {
    const read = letters.map(readLetter);
    const sealed = read.filter((each): each is RecordedEvent => !(each instanceof Error));
    const events = await this.sealing.unsealEach(tenant, source, sealed);
    const opened = new Map(sealed.map((event, place) => [event, events[place] as RecordedEvent | Error]));
    return read.map((each) => (each instanceof Error ? each : (opened.get(each) as RecordedEvent | Error)));
  }
}
