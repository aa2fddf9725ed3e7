import { canonicalJson } from '#libs/kernel';
import { parseFile, type ParsedFile } from '../parse-file.js';
import { eventName, type SchemaText } from '../schema-file.js';
import { between, type Compared } from './between.js';
import { type Found } from './break.js';
import { difference } from './difference.js';

/** A file as somebody else has it. */
export interface HeldText extends SchemaText {
  /** What the file held before: it may always be put back to that. */
  readonly earlier?: readonly string[];
}

/** Schemas that are out already, and whose they are. */
export interface Baseline {
  readonly holder: 'git' | 'registry';
  readonly files: readonly HeldText[];
}

const words = {
  git: {
    called: 'as it was released',
    missing:
      'the file of a version that was released is gone: put it back, since there are events of it in logs for good',
    edited: 'a released file is never edited: put it back, and write what is new as the next version',
  },
  registry: {
    called: 'as the registry holds it',
    missing: 'the registry holds a version that is not in the repository',
    edited: 'the registry holds another schema as this version',
  },
} as const;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const sameText = (a: string, b: string): boolean =>
  a === b || canonicalJson(jsonOf(a) ?? a) === canonicalJson(jsonOf(b) ?? b);

/**
 * The versions that really are out: what is no schema, or broke with a version before it, was refused then and is not held
 * against anybody who mends it.
 */
function released(files: readonly HeldText[], called: string): (HeldText & Compared)[] {
  const accepted: (HeldText & Compared)[] = [];
  for (const file of files) {
    const parsed = parseFile(file);
    if ('problems' in parsed) continue;
    const version = { ...file, called: `version ${file.version} ${called}`, record: parsed.record };
    if (accepted.every((before) => between('', before, version).length === 0)) accepted.push(version);
  }
  return accepted;
}

function edited(held: HeldText & Compared, text: string, reason: string): Found {
  const { path, attribute } = difference(jsonOf(held.text), jsonOf(text)) ?? { path: '' };
  const where = attribute ? `${reason} (its ${attribute} is not as it was)` : reason;
  return { event: eventName(held), from: held.version, to: held.version, path, reason: where };
}

/**
 * What of one event's versions contradicts those that are out.
 *
 * @param texts of the versions as they are now
 * @param versions those of them that are valid
 */
export function againstBaseline(
  { holder, files }: Baseline,
  texts: readonly SchemaText[],
  versions: readonly (ParsedFile & Compared)[],
): Found[] {
  const say = words[holder];
  return released(files, say.called).flatMap((held) => {
    const event = eventName(held);
    const now = texts.find(({ version }) => version === held.version);
    if (now && (sameText(held.text, now.text) || held.earlier?.some((text) => sameText(text, now.text)))) return [];
    const problem: Found = now
      ? edited(held, now.text, say.edited)
      : { event, from: held.version, to: held.version, path: '', reason: say.missing };
    const breaks = versions.flatMap((version) =>
      version.version < held.version ? between(event, version, held) : between(event, held, version),
    );
    return [problem, ...breaks];
  });
}
