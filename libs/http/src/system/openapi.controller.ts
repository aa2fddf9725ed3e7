import { Controller, Get } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#libs/security';
import { NoTenant } from '../tenant.guard.js';
import { OpenApiSource, ServiceOpenApi } from './openapi.js';

/** The interface of the service in the words of OpenAPI. */
@ApiExcludeController()
@Public()
@NoTenant()
@Controller()
export class OpenApiController {
  constructor(
    private readonly modules: ModuleRef,
    private readonly own: ServiceOpenApi,
  ) {}

  @Get('/openapi.json')
  document(): Promise<object> {
    return this.source().document();
  }

  private source(): OpenApiSource {
    try {
      return this.modules.get<OpenApiSource>(OpenApiSource, { strict: false });
    } catch {
      return this.own;
    }
  }
}
