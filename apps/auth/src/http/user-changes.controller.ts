import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, uuid } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ActivateUser } from '../application/activate-user.js';
import { ChangeRoles } from '../application/change-roles.js';
import { DeactivateUser } from '../application/deactivate-user.js';
import { ErasePerson } from '../application/erase-person.js';
import { RenameUser } from '../application/rename-user.js';
import { RenameBody, RolesBody, UserChangedDto } from './users.dto.js';

@ApiTags('users')
@Controller('api/users/:id')
@RequirePermission('people.can_change')
export class UserChangesController {
  constructor(
    private readonly activateUser: ActivateUser,
    private readonly deactivateUser: DeactivateUser,
    private readonly renameUser: RenameUser,
    private readonly changeRoles: ChangeRoles,
    private readonly erasePerson: ErasePerson,
  ) {}

  @Put('roles')
  @ApiOperation({ summary: 'Give the user these roles in place of those they hold' })
  @ApiOkResponse({ standardSchema: UserChangedDto })
  roles(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: RolesBody }) body: RolesBody,
    @Command() context: CommandContext,
  ) {
    return this.changeRoles.execute(context, id, body.roles);
  }

  @Post('activate')
  @ApiOperation({ summary: 'Let the user log in again' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: UserChangedDto })
  activate(@Param('id', { schema: uuid }) id: string, @Command() context: CommandContext) {
    return this.activateUser.execute(context, id);
  }

  @Post('deactivate')
  @ApiOperation({ summary: 'Shut the user out and end their sessions' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: UserChangedDto })
  deactivate(@Param('id', { schema: uuid }) id: string, @Command() context: CommandContext) {
    return this.deactivateUser.execute(context, id);
  }

  @Post('rename')
  @ApiOperation({ summary: 'Give the user another name' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: UserChangedDto })
  rename(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: RenameBody }) body: RenameBody,
    @Command() context: CommandContext,
  ) {
    return this.renameUser.execute(context, id, body.name);
  }

  @Post('erase')
  @ApiOperation({
    summary: 'Forget, everywhere and for good, who this person was; what they did stays, without a name',
  })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: UserChangedDto })
  erase(@Param('id', { schema: uuid }) id: string, @Command() context: CommandContext) {
    return this.erasePerson.execute(context, id);
  }
}
