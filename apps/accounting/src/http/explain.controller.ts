import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskedBy, type Asker, type AviaryReply, uuid } from '#libs/http';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { ExplainEntry } from '../application/explain-entry.js';
import * as dto from './explanation.dto.js';

@ApiTags('accounting')
@Controller('api/accounting/entries')
export class ExplainController {
  constructor(private readonly explainEntry: ExplainEntry) {}

  @Get(':id/explain')
  @RequirePermission('accounting.can_view_own')
  @ApiOperation({ summary: 'Why an entry is there, and what became of it; that of somebody else takes can_view_all' })
  @ApiOkResponse({ standardSchema: dto.ExplanationDto, description: 'Or its sentences alone, as `text/plain`' })
  async explain(
    @AskedBy() asker: Asker,
    @CurrentPrincipal() viewer: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.ExplainQuery }) query: dto.ExplainQuery,
    @Res({ passthrough: true }) reply: AviaryReply,
  ) {
    const explanation = await this.explainEntry.execute(asker, viewer, id);
    void reply.header('Vary', 'Accept');
    if (!dto.prefersText(query, reply.request.headers.accept)) return dto.asExplanation(explanation);
    void reply.type('text/plain; charset=utf-8');
    return `${explanation.sentences.join('\n')}\n`;
  }
}
