import { type Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import {
  ApiJsonLines,
  AskedBy,
  type Asker,
  type AviaryRequest,
  BodyStream,
  Command,
  RequestTenant,
  StreamedBody,
  uuid,
} from '#libs/http';
import { RequirePermission } from '#libs/security';
import { RunImport } from '../application/run-import.js';
import * as dto from './import.dto.js';
import { ImportsRequests } from './imports.requests.js';

/** While an import is open its tasks tell of the past, and the clock closes no cycle. */
@ApiTags('tasks')
@Controller('api/tasks/imports')
@RequirePermission('imports.can_add')
export class ImportsController {
  constructor(
    private readonly runImport: RunImport,
    private readonly imports: ImportsRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Imports, the latest first' })
  @ApiOkResponse({ standardSchema: dto.ImportPageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: dto.ListImportsQuery }) query: dto.ListImportsQuery) {
    return this.imports.list(tenant, query);
  }

  @Post()
  @HttpCode(200)
  @StreamedBody('text/csv')
  @ApiOperation({ summary: 'A file of tasks of the past, as long as it may be; what is in already changes nothing' })
  @ApiJsonLines('A line for each bad row, for each 1,000 rows that are in, and for the end or what kept it from it.')
  file(
    @Req() request: AviaryRequest,
    @Command() context: CommandContext,
    @AskedBy() asker: Asker,
    @BodyStream() body: Readable,
    @Query({ schema: dto.ImportFileQuery }) query: dto.ImportFileQuery,
  ): Promise<StreamableFile> {
    return this.imports.file({ request, context, asker, body }, query);
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open an import; opening it again changes nothing' })
  @ApiOkResponse({ standardSchema: dto.ImportDto })
  start(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: dto.StartImportBody }) { source }: dto.StartImportBody,
  ) {
    return this.runImport.execute(context, { type: 'start', importId, source });
  }

  @Post(':id/tasks')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tasks of the past, up to 1,000 at a time; rows that are in already change nothing' })
  @ApiOkResponse({ standardSchema: dto.ImportedDto })
  rows(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: dto.ImportTasksBody }) body: dto.ImportTasksBody,
  ) {
    return this.imports.rows(context, importId, body);
  }

  @Post(':id/finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'End an import; ending it again changes nothing' })
  @ApiOkResponse({ standardSchema: dto.ImportDto })
  finish(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: dto.FinishImportBody }) { tasks }: dto.FinishImportBody,
  ) {
    return this.runImport.execute(context, { type: 'finish', importId, tasks });
  }

  @Post(':id/abandon')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give an import up, so that the clock goes on; what it brought in stays' })
  @ApiOkResponse({ standardSchema: dto.ImportDto })
  abandon(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: dto.AbandonImportBody }) { reason }: dto.AbandonImportBody,
  ) {
    return this.runImport.execute(context, { type: 'abandon', importId, reason });
  }
}
