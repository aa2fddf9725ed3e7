import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, uuid } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ImportTasks } from '../application/import-tasks.js';
import { RunImport } from '../application/run-import.js';
import {
  asImportedTask,
  FinishImportBody,
  ImportDto,
  ImportedDto,
  ImportTasksBody,
  StartImportBody,
} from './import.dto.js';

/** While an import is open its tasks tell of the past, and the clock closes no cycle. */
@ApiTags('tasks')
@Controller('api/tasks/imports')
@RequirePermission('imports.can_add')
export class ImportsController {
  constructor(
    private readonly runImport: RunImport,
    private readonly importTasks: ImportTasks,
  ) {}

  @Post(':id/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open an import; opening it again changes nothing' })
  @ApiOkResponse({ standardSchema: ImportDto })
  start(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: StartImportBody }) { source }: StartImportBody,
  ) {
    return this.runImport.execute(context, { type: 'start', importId, source });
  }

  @Post(':id/tasks')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tasks of the past, up to 1,000 at a time; rows that are in already change nothing' })
  @ApiOkResponse({ standardSchema: ImportedDto })
  rows(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: ImportTasksBody }) { items }: ImportTasksBody,
  ) {
    return this.importTasks.execute(context, importId, items.map(asImportedTask));
  }

  @Post(':id/finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'End an import; ending it again changes nothing' })
  @ApiOkResponse({ standardSchema: ImportDto })
  finish(
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) importId: string,
    @Body({ schema: FinishImportBody }) { tasks }: FinishImportBody,
  ) {
    return this.runImport.execute(context, { type: 'finish', importId, tasks });
  }
}
