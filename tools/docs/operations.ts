import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { PERMISSION } from '#libs/security';
import { ALL } from '../../apps/aviary/src/services.js';

/** What can be asked of a service from outside. */
export interface Operation {
  readonly service: string;
  /** `POST /api/tasks/:id/complete`. */
  readonly request: string;
  /** What the asker needs to be allowed; undefined where nothing is. */
  readonly permission: string | undefined;
}

const told = (key: string, ...targets: object[]): unknown =>
  targets.map((target) => Reflect.getMetadata(key, target) as unknown).find((value) => value !== undefined);

function operationsOf(service: string, controller: Type): Operation[] {
  if (told('swagger/apiExcludeController', controller)) return [];
  const prototype = controller.prototype as Record<string, object>;
  const handlers = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  return handlers.flatMap((name) => {
    const handler = prototype[name] as object;
    const path = told('path', handler);
    if (path === undefined || told('swagger/apiExcludeEndpoint', handler)) return [];
    const parts = [told('path', controller), path].map((part) => String(part).replace(/^\/|\/$/g, ''));
    const method = RequestMethod[told('method', handler) as RequestMethod];
    const request = `${method} /${parts.filter((part) => part !== '').join('/')}`;
    return [{ service, request, permission: told(PERMISSION, handler, controller) as string | undefined }];
  });
}

/** All public operations of all services, as the decorators of their controllers have them: nothing has to run. */
export const allOperations = (): Operation[] =>
  ALL.flatMap(({ name, module }) =>
    ((told('controllers', module) ?? []) as Type[]).flatMap((controller) => operationsOf(name, controller)),
  );
