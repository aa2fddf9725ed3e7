import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type AviaryRequest } from '../request.js';
import { type Asker } from './service-caller.js';

/** Who asks, to be passed on to the services that are asked in turn. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): Asker => {
  const request = context.switchToHttp().getRequest<AviaryRequest>();
  return { tenant: request.tenant ?? '', authorization: request.headers.authorization ?? '' };
});
