import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { notFound } from '#libs/kernel';
import { type AviaryReply, type AviaryRequest } from '../request.js';
import { RouteTable } from '../fastify/route-table.js';
import { sendProblem } from './send-problem.js';

/** Every error ends here: in HTTP as a problem, in reactors as itself, for the transport to deal with. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    // Nest's own RPC layer would replace it by "Internal server error", and lose the cause.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<AviaryRequest>();
    const reply = host.switchToHttp().getResponse<AviaryReply>();
    sendProblem(request, reply, request.is404 ? this.noSuchRoute(request, reply) : error);
  }

  private noSuchRoute(request: AviaryRequest, reply: AviaryReply): Error {
    const methods = this.routes.methodsOf(request.raw.url);
    if (methods.length === 0) return notFound('no-such-route', 'There is nothing at this path.', { field: 'path' });
    void reply.header('Allow', methods.join(', '));
    return new HttpException(`This path takes ${methods.join(', ')}.`, 405);
  }
}
