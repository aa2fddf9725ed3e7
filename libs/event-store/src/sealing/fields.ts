type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value at a dotted path (`before.name`); undefined where there is none. */
export function fieldAt(body: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isMembers(value) ? value[name] : undefined), body);
}

/** A copy of the body with another value at the path; the same body where the path leads nowhere. */
export function withField(body: object, path: string, value: unknown): object {
  const [name = '', ...rest] = path.split('.');
  const members = body as Members;
  if (!(name in members)) return body;
  if (rest.length === 0) return { ...members, [name]: value };
  const inner = members[name];
  return isMembers(inner) ? { ...members, [name]: withField(inner, rest.join('.'), value) } : body;
}
