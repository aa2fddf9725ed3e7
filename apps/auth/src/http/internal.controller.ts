import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NoTenant } from '#libs/http';
import { Public } from '#libs/security';
import { BootstrapUsers } from '../application/bootstrap-users.js';
import { IssueSystemToken } from '../application/issue-system-token.js';
import { BootstrapBody, SystemTokenBody } from './internal.dto.js';
import { InternalGuard } from './internal.guard.js';

/** For the installation itself, which has no user yet to ask; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal')
@Public()
@NoTenant()
@UseGuards(InternalGuard)
export class InternalController {
  constructor(
    private readonly bootstrapUsers: BootstrapUsers,
    private readonly issueSystemToken: IssueSystemToken,
  ) {}

  /** Makes the first users of a tenant; those that are there stay as they are. */
  @Post('bootstrap')
  @HttpCode(200)
  async bootstrap(@Body({ schema: BootstrapBody }) body: BootstrapBody) {
    return { users: await this.bootstrapUsers.execute(body) };
  }

  /** A token for the command line. */
  @Post('tokens')
  @HttpCode(200)
  token(@Body({ schema: SystemTokenBody }) body: SystemTokenBody) {
    return this.issueSystemToken.execute(body);
  }
}
