import { Inject, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { ApplicationHolder } from './application-holder.js';
import { describeProblems } from './openapi-problems.js';
import { meaningOf } from './service-tags.js';

/** Where `/openapi.json` takes its document from; the gateway puts its own in place of it. */
export abstract class OpenApiSource {
  abstract document(): Promise<object>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** `TasksController`, `create` → `tasksCreate`: unique over all services as long as controllers' names are. */
export function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

type Parameter = Extract<
  NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['parameters']>[number],
  { in: string }
>;

const text = { type: 'string' };

/** What any command, and any read, may be sent along with; see docs/http.md. */
const COMMAND_HEADERS: readonly Parameter[] = [
  {
    ...{ name: 'Idempotency-Key', in: 'header', required: false, schema: { ...text, minLength: 1, maxLength: 200 } },
    description: 'The same key is one command: a repeat within 48 hours gets the first answer again.',
  },
  {
    ...{ name: 'Aviary-Occurred-At', in: 'header', required: false, schema: { ...text, format: 'date-time' } },
    description: 'For imports: when it happened, in the past. Needs the permission `imports.can_add`.',
  },
];
const READ_HEADERS: readonly Parameter[] = [
  {
    ...{ name: 'Aviary-Position', in: 'header', required: false, schema: text, example: 'tasks=1.4711' },
    description: 'As a command has answered it: this read then waits until it sees what the command did.',
  },
];

function headersOf(method: (typeof METHODS)[number], isPublic: boolean): readonly Parameter[] {
  if (isPublic) return [];
  return method === 'get' ? READ_HEADERS : COMMAND_HEADERS;
}

/** Each operation stands under its service, tells its problems, and whether it takes a token. */
function complete(document: OpenAPIObject, service: string): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as (typeof path)['get'] & { 'x-public'?: boolean };
      if (operation === undefined) continue;
      operation.tags = [service];
      operation.security = operation['x-public'] === true ? [] : [{ bearer: [] }];
      operation.parameters = [...(operation.parameters ?? []), ...headersOf(method, operation['x-public'] === true)];
      operation.responses['default'] = { $ref: '#/components/responses/Problem' };
    }
  }
  return describeProblems(document);
}

/** The document of one service, made from its controllers and their zod schemas when first asked for. */
@Injectable()
export class ServiceOpenApi extends OpenApiSource {
  private made: OpenAPIObject | undefined;

  constructor(
    private readonly holder: ApplicationHolder,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {
    super();
  }

  override document(): Promise<OpenAPIObject> {
    this.made ??= this.make();
    return Promise.resolve(this.made);
  }

  private make(): OpenAPIObject {
    const { service } = this.config;
    const builder = new DocumentBuilder()
      .setTitle(`Aviary: ${service}`)
      .setVersion('1')
      .addTag(service, meaningOf(service))
      .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer');
    const document = SwaggerModule.createDocument(this.holder.app, builder.build(), {
      operationIdFactory: operationId,
    });
    return complete(document, service);
  }
}
