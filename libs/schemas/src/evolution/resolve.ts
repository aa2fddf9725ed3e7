import {
  bareName,
  describe,
  type EnumOf,
  inField,
  type FixedOf,
  type Named,
  type Problem,
  type RecordOf,
  type Schema,
  type Union,
} from '../avro/schema.js';
import { isPromoted, matches, sameName, sourcesOf } from './matches.js';

/** What the two are called in a sentence: `version 1`, `version 2`. */
export interface Called {
  readonly reader: string;
  readonly writer: string;
}

/** One reader against one writer. Whatever could be written counts, whether it ever is or not. */
class Resolution {
  /** Pairs of records that were begun: one that contains itself is no reason to go on for ever. */
  private readonly begun = new Map<RecordOf, Set<RecordOf>>();

  constructor(private readonly called: Called) {}

  /** What of all that the writer can write cannot be read. */
  obstacles(reader: Schema, writer: Schema, path: string): Problem[] {
    if (writer.kind === 'union') return writer.branches.flatMap((branch) => this.obstacles(reader, branch, path));
    if (reader.kind === 'union') return this.intoUnion(reader, writer, path);
    if (reader.kind === 'array' && writer.kind === 'array')
      return this.obstacles(reader.items, writer.items, inField(path, '[]'));
    if (reader.kind === 'map' && writer.kind === 'map')
      return this.obstacles(reader.values, writer.values, inField(path, '{}'));
    if ('name' in reader && 'name' in writer && reader.kind === writer.kind) return this.named(reader, writer, path);
    if (reader.kind !== writer.kind && !isPromoted(reader, writer)) return [this.unlike(reader, writer, path)];
    return this.meanings(reader, writer, path);
  }

  private unlike(reader: Schema, writer: Schema, path: string): Problem {
    const { reader: here, writer: there } = this.called;
    return {
      path,
      reason: `${there} can write ${describe(writer)}, and ${here} reads nothing but ${describe(reader)}`,
    };
  }

  /** The first branch that matches is the one that reads, though a later one could. */
  private intoUnion(reader: Union, writer: Schema, path: string): Problem[] {
    const branch = reader.branches.find((each) => matches(each, writer));
    if (branch) return this.obstacles(branch, writer, path);
    const alike = reader.branches.find((each) => each.kind === writer.kind);
    return alike ? this.obstacles(alike, writer, path) : [this.unlike(reader, writer, path)];
  }

  private named(reader: Named, writer: Named, path: string): Problem[] {
    if (!sameName(reader, writer)) {
      const { reader: here, writer: there } = this.called;
      const [now, then] = [bareName(reader.name), bareName(writer.name)];
      return [
        { path, reason: `the ${writer.kind} is ${then} in ${there} and ${now} in ${here}, which has no alias for it` },
      ];
    }
    if (reader.kind === 'record') return this.records(reader, writer as RecordOf, path);
    return reader.kind === 'enum'
      ? this.enums(reader, writer as EnumOf, path)
      : this.fixed(reader, writer as FixedOf, path);
  }

  private records(reader: RecordOf, writer: RecordOf, path: string): Problem[] {
    const before = this.begun.get(reader) ?? new Set();
    if (before.has(writer)) return [];
    this.begun.set(reader, before.add(writer));
    const { reader: here, writer: there } = this.called;
    return reader.fields.flatMap((field) => {
      const place = inField(path, field.name);
      const [source, ...more] = sourcesOf(field, writer);
      if (source && more.length === 0) return this.obstacles(field.type, source.type, place);
      if (source) {
        const names = [source, ...more].map(({ name }) => name).join(' and ');
        return [{ path: place, reason: `by its aliases it would be filled from ${names} of ${there} at once` }];
      }
      if ('default' in field) return [];
      return [{ path: place, reason: `${there} does not have the field, and ${here} gives no default for it` }];
    });
  }

  private enums(reader: EnumOf, writer: EnumOf, path: string): Problem[] {
    if (reader.default !== undefined) return [];
    const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
    if (unknown.length === 0) return [];
    const { reader: here, writer: there } = this.called;
    const reason = `${there} can write ${unknown.join(', ')}, and the enum of ${here} has neither that nor a default`;
    return [{ path, reason }];
  }

  private fixed(reader: FixedOf, writer: FixedOf, path: string): Problem[] {
    if (reader.size === writer.size) return this.meanings(reader, writer, path);
    const { reader: here, writer: there } = this.called;
    return [{ path, reason: `${there} writes ${writer.size} bytes, and ${here} reads ${reader.size}` }];
  }

  /**
   * The bytes are read either way, as another thing: the specification asks that decimals match in precision and scale
   * (Logical Types, Decimal), and a millisecond is no microsecond. One that has no meaning at all is taken as what it is.
   */
  private meanings(reader: Schema, writer: Schema, path: string): Problem[] {
    const [now, then] = [reader, writer].map((schema) => ('meaning' in schema ? schema.meaning : undefined));
    if (now === undefined || then === undefined || now === then) return [];
    const { reader: here, writer: there } = this.called;
    return [{ path, reason: `${there} means ${then} by the same bytes that ${here} takes for ${now}` }];
  }
}

/**
 * All that keeps a reader from reading what a writer can have written, by the rules of the Avro specification (1.12, Schema
 * Resolution) and by what logical types mean. None if everything can be read.
 *
 * @param called how the two are named in the reasons
 */
export function obstacles(reader: Schema, writer: Schema, called: Called): Problem[] {
  return new Resolution(called).obstacles(reader, writer, '');
}
