import { isDeepStrictEqual } from 'node:util';
import { inField, type Problem } from '../avro/schema.js';
import { personalFields } from '../personal-fields.js';
import { type AvroField, type AvroRecord, bodyFields, isRecord, logicalType, withoutNull } from '../schema-file.js';

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

function lintEach(fields: readonly AvroField[], inList = false): Problem[] {
  return fields.flatMap((field) => {
    const type = withoutNull(field.type);
    const list = typeof type === 'object' && ('items' in type || 'values' in type);
    const inner = typeof type === 'object' && 'items' in type ? withoutNull(type.items) : type;
    const reason = problemOf(field, inList);
    const nested = isRecord(inner) ? lintEach(inner.fields, inList || list) : [];
    const below = nested.map((found) => ({ path: inField(field.name, found.path), reason: found.reason }));
    return [...(reason ? [{ path: field.name, reason }] : []), ...below];
  });
}

/** Why what the record says about whose data it is cannot be so; undefined if it can. */
function subjectProblem({ piiSubject, ...schema }: AvroRecord): string | undefined {
  const fields = bodyFields(schema);
  const subject = fields.find(({ name }) => name === piiSubject);
  const personal = personalFields(fields);
  if (piiSubject === undefined) return personal.length > 0 ? `say whose ${personal.join(', ')} are` : undefined;
  if (!subject || logicalType(subject.type) !== 'uuid')
    return `${piiSubject} is no field of the body with a uuid, never null`;
  return personal.length === 0 ? 'nothing in it is personal' : undefined;
}

/** Checks that personal fields can be sealed, and that it is said whose they are. */
export function lintPersonal(schema: AvroRecord): Problem[] {
  const reason = subjectProblem(schema);
  return [...lintEach(bodyFields(schema)), ...(reason ? [{ path: 'piiSubject', reason }] : [])];
}
