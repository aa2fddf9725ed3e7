import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NoTenant } from '#libs/http';
import { Public } from '#libs/security';
import { SigningKeys } from '../application/credentials/signing-keys.js';

@ApiTags('auth')
@Controller('.well-known')
@Public()
@NoTenant()
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @ApiOperation({ summary: 'The public keys by which access tokens are checked' })
  @Header('Cache-Control', 'public, max-age=300')
  async jwks() {
    return { keys: await this.keys.shown() };
  }
}
