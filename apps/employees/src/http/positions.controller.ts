import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { DefinePosition } from '../application/define-position.js';
import { PositionsQuery } from '../projections/positions/positions.query.js';
import { DefinePositionBody, PositionDto, PositionPageDto, StructureQuery, toPositionDto } from './structure.dto.js';

@ApiTags('employees')
@Controller('api/positions')
export class PositionsController {
  constructor(
    private readonly definePosition: DefinePosition,
    private readonly positions: PositionsQuery,
  ) {}

  @Get()
  @RequirePermission('people.can_view')
  @ApiOperation({ summary: 'Positions, by title' })
  @ApiOkResponse({ standardSchema: PositionPageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: StructureQuery }) query: StructureQuery) {
    return this.positions.list(tenant, query, toPositionDto);
  }

  @Post()
  @RequirePermission('people.can_change')
  @ApiOperation({ summary: 'Make a position that people can hold; the same title is the same position' })
  @ApiCreatedResponse({ standardSchema: PositionDto })
  define(@Body({ schema: DefinePositionBody }) body: DefinePositionBody, @Command() context: CommandContext) {
    return this.definePosition.execute(context, body.title);
  }
}
