import { Body, Controller, Get, HttpCode, type MessageEvent, Post, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { concatMap, distinctUntilChanged, map, type Observable, takeWhile, timer } from 'rxjs';
import { ActsDto, AskedBy, type Asker, DroppedDto, ViewsDto } from '#libs/http';
import { type ActRow } from '#libs/projections';
import { RequirePermission } from '#libs/security';
import { ActOnViews } from '../application/act-on-views.js';
import * as dto from './projections.dto.js';

const LOOK_MS = 500;
const AT_WORK: ReadonlySet<ActRow['state']> = new Set(['waiting', 'running']);

@ApiTags('keeper')
@Controller('api/ops/projections')
@RequirePermission('ops.can_view')
export class OpsProjectionsController {
  constructor(private readonly views: ActOnViews) {}

  @Get()
  @ApiOperation({ summary: 'How the views of all services stand, and what is done to them' })
  @ApiOkResponse({ standardSchema: ViewsDto })
  list(@AskedBy() asker: Asker) {
    return this.views.list(asker);
  }

  @Sse('progress')
  @ApiOperation({ summary: 'How far rebuilds and comparisons are, until none is at work any more' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events `progress`, the data of which are acts on views, as JSON' })
  progress(@AskedBy() asker: Asker): Observable<MessageEvent> {
    return timer(0, LOOK_MS).pipe(
      concatMap(async () => (await this.views.list(asker)).items.flatMap(({ act }) => act ?? [])),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeWhile((acts) => acts.some(({ state }) => AT_WORK.has(state)), true),
      map((items) => ({ type: 'progress', data: { items } })),
    );
  }

  @Post('rebuild')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Folds a view anew, beside what is read; goes on with a rebuild that was interrupted' })
  @ApiOkResponse({ standardSchema: ActsDto })
  rebuild(@AskedBy() asker: Asker, @Body({ schema: dto.Wish }) wish: dto.Wish) {
    return this.views.begin(asker, 'rebuild', wish);
  }

  @Post('verify')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Compares a view with its logs; what was found is told by the list' })
  @ApiOkResponse({ standardSchema: ActsDto })
  verify(@AskedBy() asker: Asker, @Body({ schema: dto.Wish }) wish: dto.Wish) {
    return this.views.begin(asker, 'verify', wish);
  }

  @Post('rollback')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Puts back what was read before the last rebuild, with all that has come since' })
  @ApiOkResponse({ standardSchema: ActsDto })
  rollback(@AskedBy() asker: Asker, @Body({ schema: dto.Wish }) wish: dto.Wish) {
    return this.views.begin(asker, 'rollback', wish);
  }

  @Post('drop')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Throws away tables that are read no more: of older versions, and of before a rebuild' })
  @ApiOkResponse({ standardSchema: DroppedDto })
  drop(@AskedBy() asker: Asker, @Body({ schema: dto.Drop }) { tables }: dto.Drop) {
    return this.views.drop(asker, tables);
  }
}
