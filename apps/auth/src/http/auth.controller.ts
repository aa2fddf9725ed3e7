import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { type AviaryReply, type AviaryRequest, Command } from '#libs/http';
import { CurrentPrincipal, type Principal, Public, RequirePermission } from '#libs/security';
import { RegisterUser } from '../application/register-user.js';
import { TellMe } from '../application/tell-me.js';
import { LogInBody, MeDto, ModeQuery, RefreshBody, RegisterBody, TokensDto } from './auth.dto.js';
import { SessionRequests } from './session-requests.js';
import { UserChangedDto } from './users.dto.js';

@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly sessions: SessionRequests,
    private readonly registerUser: RegisterUser,
    private readonly tellMe: TellMe,
  ) {}

  @Post('login')
  @ApiOperation({ summary: 'Log in: tokens for login and password' })
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokensDto })
  logIn(
    @Body({ schema: LogInBody }) body: LogInBody,
    @Query({ schema: ModeQuery }) { mode }: ModeQuery,
    @Req() request: AviaryRequest,
    @Res({ passthrough: true }) reply: AviaryReply,
  ) {
    return this.sessions.begin(request, body, mode, reply);
  }

  @Post('refresh')
  @ApiOperation({ summary: 'New tokens for a refresh token, which is good for one use' })
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokensDto })
  refresh(
    @Body({ schema: RefreshBody }) body: RefreshBody,
    @Query({ schema: ModeQuery }) { mode }: ModeQuery,
    @Req() request: AviaryRequest,
    @Res({ passthrough: true }) reply: AviaryReply,
  ) {
    return this.sessions.refresh(request, body, mode, reply);
  }

  @Post('logout')
  @ApiOperation({ summary: 'End the session of the refresh token or, without one, of the access token' })
  @HttpCode(200)
  @Public()
  logOut(
    @Body({ schema: RefreshBody }) body: RefreshBody,
    @Req() request: AviaryRequest,
    @Res({ passthrough: true }) reply: AviaryReply,
  ) {
    return this.sessions.end(request, body, reply);
  }

  @Post('register')
  @ApiOperation({ summary: 'Make a user who can log in at once' })
  @RequirePermission('people.can_change')
  @ApiCreatedResponse({ standardSchema: UserChangedDto })
  register(@Body({ schema: RegisterBody }) body: RegisterBody, @Command() context: CommandContext) {
    return this.registerUser.execute(context, body);
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is asking' })
  @ApiOkResponse({ standardSchema: MeDto })
  me(@CurrentPrincipal() principal: Principal) {
    return this.tellMe.execute(principal.tenant, principal.userId);
  }
}
