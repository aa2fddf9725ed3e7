import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequestTenant, uuid } from '#libs/http';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { FindMessage } from '../application/find-message.js';

/** What became of messages, for the services whose events led to them; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/messages')
@RequirePermission('accounting.can_view_own')
export class MessagesController {
  constructor(private readonly messages: FindMessage) {}

  @Get(':cause')
  caused(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() viewer: Principal,
    @Param('cause', { schema: uuid }) causeEventId: string,
  ) {
    return this.messages.ofPayout(tenant, viewer, causeEventId);
  }
}
