import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ImportUsers } from '../application/import-users.js';
import { asImportedUser, ImportedUsersDto, ImportUsersBody } from './user-imports.dto.js';

@ApiTags('users')
@Controller('api/users/imports')
@RequirePermission('imports.can_add')
export class UserImportsController {
  constructor(private readonly importUsers: ImportUsers) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'People of the past, up to 1,000 at a time; they cannot log in, and who is there stays so' })
  @ApiOkResponse({ standardSchema: ImportedUsersDto })
  add(@Command() context: CommandContext, @Body({ schema: ImportUsersBody }) { items }: ImportUsersBody) {
    return this.importUsers.execute(context, items.map(asImportedUser));
  }
}
