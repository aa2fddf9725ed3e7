import { isDeepStrictEqual } from 'node:util';
import { personalFields } from './personal.js';
import { type AvroField, type AvroRecord, bodyFields, isRecord, logicalType, withoutNull } from './schema.js';

/** Names that are personal wherever they stand; `name` may be a project's, so it is for the author to say. */
const PERSONAL = /^(login|email|e?mailAddress|phone|phoneNumber|firstName|lastName|fullName|birthday|address)$/;

/** Sealing writes ciphertext in place of the text, and an erased person's fields read as null. */
const sealable = (field: AvroField): boolean =>
  isDeepStrictEqual(field.type, ['null', 'string']) && field.default === null;

function problemOf(field: AvroField, inList: boolean): string | undefined {
  if (PERSONAL.test(field.name) && !field.pii) return 'it is personal: mark it with "pii": true';
  if (!field.pii) return undefined;
  if (inList) return 'a personal field in a list is never sealed: put it outside';
  return sealable(field) ? undefined : 'a personal field is of type ["null", "string"] with default null';
}

function lintEach(fields: readonly AvroField[], inList = false): string[] {
  return fields.flatMap((field) => {
    const type = withoutNull(field.type);
    const list = typeof type === 'object' && ('items' in type || 'values' in type);
    const inner = typeof type === 'object' && 'items' in type ? withoutNull(type.items) : type;
    const problem = problemOf(field, inList);
    const nested = isRecord(inner) ? lintEach(inner.fields, inList || list) : [];
    return [...(problem ? [`${field.name}: ${problem}`] : []), ...nested.map((found) => `${field.name}.${found}`)];
  });
}

/** Checks that personal fields can be sealed, and that it is said whose they are. */
export function lintPersonal(schema: AvroRecord): string[] {
  const fields = bodyFields(schema);
  const problems = lintEach(fields);
  const subject = fields.find(({ name }) => name === schema.piiSubject);
  if (schema.piiSubject !== undefined && (!subject || logicalType(subject.type) !== 'uuid'))
    problems.push(`piiSubject: ${schema.piiSubject} is no field of the body with a uuid, never null`);
  const personal = personalFields(fields);
  if (personal.length > 0 && schema.piiSubject === undefined)
    problems.push(`piiSubject: say whose ${personal.join(', ')} are`);
  if (personal.length === 0 && schema.piiSubject !== undefined) problems.push('piiSubject: nothing in it is personal');
  return problems;
}
