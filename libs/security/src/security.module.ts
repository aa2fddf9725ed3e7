import { Module } from '@nestjs/common';
import { AccessGuard } from './access.guard.js';
import { TokenVerifier } from './token.verifier.js';

/** Who asks and what they may; `libs/http` puts the guard before every route. */
@Module({ providers: [TokenVerifier, AccessGuard], exports: [TokenVerifier, AccessGuard] })
export class SecurityModule {}
