import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type PayoutIssued } from '#libs/contracts';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { OnEvent, type Reaction } from '#libs/messaging';
import { AnnouncePayout } from '../application/announce-payout.js';

@Controller()
export class AnnouncePayoutReactor {
  constructor(private readonly announcePayout: AnnouncePayout) {}

  @OnEvent('accounting', 'PayoutIssued', { reactor: 'notifier.announce-payout' })
  announce(@Payload() event: RecordedEvent<Fact<'PayoutIssued', PayoutIssued>>): Promise<Reaction | null> {
    return Promise.resolve(this.announcePayout.execute(event));
  }
}
