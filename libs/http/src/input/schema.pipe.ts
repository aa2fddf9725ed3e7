import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { InputError } from '../problems/input-error.js';
import { explainIssues } from './explain-issues.js';

/** What a parameter is called in errors: the name in `@Param('id')`, or the part of the request it is. */
function nameOf({ type, data }: ArgumentMetadata): string {
  return data ?? (type === 'body' ? 'body' : type);
}

/**
 * Checks every parameter that names a schema (`@Body({ schema })`, `@Query({ schema })`, `@Param('id', { schema })`), and
 * hands over what the schema makes of it. Unlike Nest's `StandardSchemaValidationPipe`, it sees value and issue side by
 * side, and so can tell a field that is missing from one of the wrong type.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  /** @throws InputError that names each wrong field */
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema } = metadata;
    if (schema === undefined || metadata.type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues !== undefined) throw new InputError(explainIssues(result.issues, value, nameOf(metadata)));
    return result.value;
  }
}
