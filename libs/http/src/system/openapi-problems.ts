import { type OpenAPIObject } from '@nestjs/swagger';

const FIELD_ERROR = {
  type: 'object',
  required: ['field', 'code', 'detail'],
  properties: {
    field: { type: 'string', description: 'As the client wrote it.', example: 'title' },
    code: { type: 'string', description: 'Stable.', example: 'required' },
    detail: { type: 'string', example: 'title is required.' },
  },
};

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. Clients branch on `code`; people read `detail`.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', example: 'urn:aviary:problem:required' },
    title: { type: 'string', example: 'Required' },
    status: { type: 'integer', example: 400 },
    code: { type: 'string', example: 'required' },
    detail: { type: 'string', example: 'title is required.' },
    field: { type: 'string', description: 'The one to blame, if there is one.', example: 'title' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
    instance: { type: 'string', example: '/api/tasks' },
    correlationId: { type: 'string', format: 'uuid' },
  },
};

/** Describes, once for all operations, what every answer looks like that is not a success. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components ??= {});
  Object.assign((components.schemas ??= {}), { FieldError: FIELD_ERROR, Problem: PROBLEM });
  (components.responses ??= {})['Problem'] = {
    description: 'Anything but a success: what is wrong, and the way out.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return document;
}
