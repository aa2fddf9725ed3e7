import avsc from 'avsc';
import { type SchemaFile } from './schema.js';

type Schema = Parameters<typeof avsc.Type.forSchema>[0];

/** Why what `writer` wrote cannot be read as `reader`; undefined if it can. */
function obstacle(reader: SchemaFile, writer: SchemaFile): string | undefined {
  try {
    const [readerType, writerType] = [reader, writer].map(({ schema }) => avsc.Type.forSchema(schema as Schema));
    readerType!.createResolver(writerType!);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every version reads what every other version wrote: old consumers go on, and old logs stay readable. */
function lintEvent(versions: readonly SchemaFile[]): string[] {
  const gaps = versions
    .filter(({ version }, i) => version !== i + 1)
    .slice(0, 1)
    .map(({ file, version }) => `${file}: versions go 1, 2, 3 …: version ${version} has none before it`);
  const breaks = versions.flatMap((reader) =>
    versions.flatMap((writer) => {
      const problem = reader === writer ? undefined : obstacle(reader, writer);
      return problem ? [`${reader.file}: it cannot read what version ${writer.version} wrote: ${problem}`] : [];
    }),
  );
  return [...gaps, ...breaks];
}

/** Checks that the versions of each event follow each other without a gap and are compatible both ways. */
export function lintVersions(schemas: readonly SchemaFile[]): string[] {
  const events = new Map<string, SchemaFile[]>();
  for (const file of schemas) {
    const name = `${file.service}/${file.event}`;
    events.set(name, [...(events.get(name) ?? []), file]);
  }
  return [...events.values()].flatMap(lintEvent);
}
