import path from 'node:path';
import { currentName, formerNames, subject, topic } from '#libs/contracts';
import { bodyFields, eventName, personalFields, type SchemaFile } from '#libs/schemas';
import { type Consumers } from '../consumers.js';
import { changesSince, type DescribedField, describeFields } from './describe-fields.js';
import { type Example, readExamples } from './examples.js';
import { grouped } from './grouped.js';
import { producersOf } from './producers.js';

/** One version of an event, for people. */
export interface DescribedVersion {
  readonly version: number;
  readonly file: SchemaFile;
  readonly fields: readonly DescribedField[];
  /** What is otherwise than in the version before. */
  readonly changes: readonly string[];
}

/** All there is to know of an event. */
export interface DescribedEvent {
  /** `tasks.TaskCreated`. */
  readonly name: string;
  readonly service: string;
  readonly event: string;
  readonly meaning: string;
  readonly topic: string;
  readonly subject: string;
  /** Newest first, at least one. */
  readonly versions: readonly DescribedVersion[];
  /** Paths of sealed fields of the newest version, and the field that says whose they are. */
  readonly personal: readonly string[];
  readonly piiSubject: string | undefined;
  /** What took its place, so that it lies in logs and is recorded no more. */
  readonly replacedBy: string | undefined;
  /** What it took the place of. */
  readonly replaces: readonly string[];
  /** Files of ours that record it. */
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  /** From a real log, personal fields masked; none where no log had one. */
  readonly example: Example | undefined;
}

function versionsOf(files: readonly SchemaFile[]): DescribedVersion[] {
  const fields = files.map(({ schema }) => describeFields(bodyFields(schema)));
  return files
    .map((file, at) => {
      const before = fields[at - 1];
      const own = fields[at] ?? [];
      return { version: file.version, file, fields: own, changes: before ? changesSince(before, own) : [] };
    })
    .reverse();
}

/** The whole catalogue, by service and name. */
export function describeEvents(root: string, schemas: readonly SchemaFile[], consumers: Consumers): DescribedEvent[] {
  const examples = readExamples(path.join(root, 'schemas'));
  return grouped(schemas, eventName).map(([name, files]) => {
    const newest = files.at(-1) as SchemaFile;
    const { service, event, schema } = newest;
    const now = currentName(service, event);
    return {
      ...{ name, service, event, meaning: schema.doc ?? '', topic: topic(service), subject: subject(service, event) },
      versions: versionsOf(files),
      personal: personalFields(bodyFields(schema)),
      piiSubject: schema.piiSubject,
      replacedBy: now === event ? undefined : now,
      replaces: formerNames(service, event),
      producers: producersOf(root, service, [event]).get(event) ?? [],
      consumers: consumers.get(name) ?? [],
      example: examples.get(name),
    };
  });
}
