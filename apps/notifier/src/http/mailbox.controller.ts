import { Controller, Get, Header, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestTenant } from '#libs/http';
import { Public } from '#libs/security';
import { Mailbox } from '../application/mailbox.js';
import { LocalModeGuard } from './local-mode.guard.js';
import { MailboxQuery, MailPageDto } from './mailbox.dto.js';
import { mailboxPage } from './mailbox.page.js';

/** What would have been mailed, for the developer at the machine; local mode only. */
@ApiTags('notifier')
@Public()
@UseGuards(LocalModeGuard)
@Controller()
export class MailboxController {
  constructor(private readonly mailbox: Mailbox) {}

  @Get('api/notifier/mailbox')
  @ApiOperation({ summary: 'Mails that the development mailbox received, newest first (local mode only)' })
  @ApiOkResponse({ standardSchema: MailPageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: MailboxQuery }) query: MailboxQuery) {
    return this.mailbox.list(tenant, query);
  }

  @Get('mailbox')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  @ApiExcludeEndpoint()
  async page(@RequestTenant() tenant: string, @Query({ schema: MailboxQuery }) query: MailboxQuery) {
    return mailboxPage(tenant, await this.mailbox.list(tenant, query));
  }
}
