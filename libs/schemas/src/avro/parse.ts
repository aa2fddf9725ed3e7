import { defaultProblem } from './default-problem.js';
import { meaningOf } from './meaning.js';
import { fullName, isName, Names, namespaceOf, qualified } from './names.js';
import {
  type EnumOf,
  type Field,
  type FixedOf,
  inField,
  type Named,
  type Primitive,
  type PrimitiveName,
  PRIMITIVES,
  type Problem,
  type RecordOf,
  type Schema,
  type Union,
} from './schema.js';

type Json = Readonly<Record<string, unknown>>;
type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPrimitiveName = (name: unknown): name is PrimitiveName => (PRIMITIVES as readonly unknown[]).includes(name);

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const repeated = (values: readonly string[]): string | undefined =>
  values.find((value, at) => values.indexOf(value) !== at);

/** Stands for what could not be understood, so that the rest is looked at all the same. */
const UNKNOWN: Primitive = { kind: 'null' };

/** Defaults are judged when all types are known: a default may be of a record that is not finished yet. */
interface Waiting {
  readonly path: string;
  readonly type: Schema;
  readonly value: unknown;
}

class Parser {
  readonly problems: Problem[] = [];
  private readonly names = new Names();
  private readonly waiting: Waiting[] = [];

  whole(json: unknown): Schema {
    const schema = this.schema(json, '', '');
    for (const { path, type, value } of this.waiting) {
      const problem = defaultProblem(type, value);
      if (problem) this.report(problem.path ? inField(path, problem.path) : path, problem.reason);
    }
    return schema;
  }

  private report(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  private schema(json: unknown, path: string, namespace: string): Schema {
    if (Array.isArray(json)) return this.union(json, path, namespace);
    if (typeof json === 'string') return this.reference(json, path, namespace);
    if (!isObject(json)) return this.unknown(path, `${JSON.stringify(json) ?? 'nothing'} is no schema`);
    const { type } = json;
    if (isPrimitiveName(type)) return withMeaning({ kind: type }, meaningOf(type, json));
    if (type === 'record' || type === 'enum' || type === 'fixed') return this.named(json, type, path, namespace);
    if (type === 'array') return { kind: 'array', items: this.schema(json.items, `${path}[]`, namespace) };
    if (type === 'map') return { kind: 'map', values: this.schema(json.values, `${path}{}`, namespace) };
    if (typeof type === 'string') return this.reference(type, path, namespace);
    return this.unknown(path, 'a schema in braces says its "type" by a name');
  }

  private unknown(path: string, reason: string): Schema {
    this.report(path, reason);
    return UNKNOWN;
  }

  private reference(name: string, path: string, namespace: string): Schema {
    if (isPrimitiveName(name)) return { kind: name };
    const found = this.names.find(qualified(name, namespace));
    return found ?? this.unknown(path, `the type ${name} is not defined before it is used`);
  }

  private union(json: readonly unknown[], path: string, namespace: string): Schema {
    const all = json.map((branch) => this.schema(branch, path, namespace));
    const branches = all.filter((branch): branch is Union['branches'][number] => branch.kind !== 'union');
    if (branches.length < all.length) this.report(path, 'a union is directly within a union');
    const twice = repeated(branches.map((branch) => ('name' in branch ? branch.name : branch.kind)));
    if (twice) this.report(path, `${twice} is twice in the union`);
    return { kind: 'union', branches };
  }

  private named(json: Json, kind: Named['kind'], path: string, enclosing: string): Schema {
    const full = fullName(json, enclosing);
    if ('problem' in full) this.report(path, full.problem);
    const name = 'name' in full ? full.name : '';
    const namespace = namespaceOf(name);
    const aliases = texts(json.aliases).map((alias) => qualified(alias, namespace));
    const header = { name, aliases };
    if (kind === 'enum') return this.define(this.enumeration(json, header, path), path);
    if (kind === 'fixed') return this.define(this.fixed(json, header, path), path);
    const record: Writable<RecordOf> = { kind, ...header, fields: [] };
    // Known before its fields are, which may be of its own type.
    this.define(record, path);
    record.fields = this.fields(json.fields, path, namespace);
    return record;
  }

  private define<T extends Named>(type: T, path: string): T {
    const doubled = this.names.define(type);
    if (doubled) this.report(path, `the name ${doubled} is given to two types`);
    return type;
  }

  private enumeration(json: Json, header: Pick<EnumOf, 'name' | 'aliases'>, path: string): EnumOf {
    const symbols = texts(json.symbols);
    if (!Array.isArray(json.symbols) || symbols.length < json.symbols.length)
      this.report(path, 'an enum has a list of symbols, each a text');
    const odd = symbols.find((symbol) => !isName(symbol));
    if (odd !== undefined) this.report(path, `the symbol ${JSON.stringify(odd)} is no name`);
    const twice = repeated(symbols);
    if (twice) this.report(path, `the symbol ${twice} is there twice`);
    const type: Writable<EnumOf> = { kind: 'enum', ...header, symbols };
    if (json.default === undefined) return type;
    if (typeof json.default === 'string' && symbols.includes(json.default)) type.default = json.default;
    else this.report(path, `the enum's default ${JSON.stringify(json.default)} is none of its symbols`);
    return type;
  }

  private fixed(json: Json, header: Pick<FixedOf, 'name' | 'aliases'>, path: string): FixedOf {
    const size = Number.isInteger(json.size) && (json.size as number) >= 0 ? (json.size as number) : undefined;
    if (size === undefined)
      this.report(path, `a fixed has a size, and ${JSON.stringify(json.size) ?? 'nothing'} is none`);
    return withMeaning({ kind: 'fixed', ...header, size: size ?? 0 }, meaningOf('fixed', json, size));
  }

  private fields(json: unknown, path: string, namespace: string): Field[] {
    if (!Array.isArray(json)) {
      this.report(path, 'a record has a list of fields');
      return [];
    }
    const fields = json.map((field) => this.field(field, path, namespace));
    const twice = repeated(fields.map(({ name }) => name));
    if (twice) this.report(inField(path, twice), 'the field is there twice');
    const alias = repeated(fields.flatMap((field) => [field.name, ...field.aliases]));
    if (alias && alias !== twice) this.report(inField(path, alias), 'it is the name or alias of two fields');
    return fields;
  }

  private field(json: unknown, path: string, namespace: string): Field {
    const { name, type, aliases, ...rest }: Json = isObject(json) ? json : {};
    const place = inField(path, typeof name === 'string' ? name : '?');
    if (!isName(name)) this.report(place, `${JSON.stringify(name) ?? 'nothing'} is no name of a field`);
    const field: Writable<Field> = {
      name: String(name),
      aliases: texts(aliases),
      type: this.schema(type, place, namespace),
    };
    if ('default' in rest) {
      field.default = rest.default;
      this.waiting.push({ path: place, type: field.type, value: rest.default });
    }
    return field;
  }
}

function withMeaning<T extends Primitive | FixedOf>(type: T, meaning: string | undefined): T {
  return meaning === undefined ? type : { ...type, meaning };
}

/** A schema that was understood, or all that is wrong with it. */
export type Parsed = { readonly schema: Schema } | { readonly problems: readonly Problem[] };

/** Understands a schema, given as parsed JSON, by the whole of the Avro specification (1.12). */
export function parseSchema(json: unknown): Parsed {
  const parser = new Parser();
  const schema = parser.whole(json);
  return parser.problems.length > 0 ? { problems: parser.problems } : { schema };
}
