import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable } from 'rxjs';
import { ServiceParts } from '../parts.js';
import { type AviaryReply, type AviaryRequest, singleHeader } from '../request.js';
import { parsePositions, type Position, POSITION_HEADER } from './position.js';

const PATIENCE_MS = 5_000;

/**
 * Makes a read see what the client has just done: it waits until the service has taken in the log up to the place the
 * client names (and what the service itself wrote upon that), but not for ever; then the answer says `Aviary-Stale: true`.
 */
@Injectable()
export class PositionInterceptor implements NestInterceptor {
  constructor(private readonly parts: ServiceParts) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<AviaryRequest>();
    const header = singleHeader(request.headers[POSITION_HEADER.toLowerCase()]);
    if (header === undefined || request.method !== 'GET') return next.handle();
    const positions = parsePositions(header);
    if (request.tenant !== undefined && !(await this.reached(request.tenant, positions)))
      void context.switchToHttp().getResponse<AviaryReply>().header('Aviary-Stale', 'true');
    return next.handle();
  }

  private async reached(tenant: string, positions: readonly Position[]): Promise<boolean> {
    const { subscriptions } = this.parts;
    if (subscriptions === undefined) return true;
    const arrived = await Promise.all(
      positions.map(({ service, epoch, position }) =>
        subscriptions.reached(tenant, service, epoch, position, PATIENCE_MS),
      ),
    );
    return arrived.every(Boolean);
  }
}
