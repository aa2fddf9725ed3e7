import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { uuid } from '#libs/http';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { RandomQuery, UsersListQuery, UserPageDto, UserDto } from './users.dto.js';
import { UsersRequests } from './users.requests.js';

@ApiTags('users')
@Controller('api/users')
@RequirePermission('people.can_view')
export class UsersController {
  constructor(private readonly users: UsersRequests) {}

  @Get()
  @ApiOperation({ summary: 'All users, page by page, or those with the ids' })
  @ApiOkResponse({ standardSchema: UserPageDto })
  list(@CurrentPrincipal() viewer: Principal, @Query({ schema: UsersListQuery }) query: UsersListQuery) {
    return this.users.list(viewer, query);
  }

  @Get('random')
  @ApiOperation({ summary: 'Any active user who has the permission, each equally likely' })
  @ApiOkResponse({ standardSchema: UserDto })
  random(@CurrentPrincipal() viewer: Principal, @Query({ schema: RandomQuery }) query: RandomQuery) {
    return this.users.random(viewer, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One user' })
  @ApiOkResponse({ standardSchema: UserDto })
  one(@CurrentPrincipal() viewer: Principal, @Param('id', { schema: uuid }) id: string) {
    return this.users.one(viewer, id);
  }
}
