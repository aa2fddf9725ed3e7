/** An OpenAPI document, as far as it is merged. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string }[];
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const INFO = { title: 'Aviary', version: '1' };
const ABOUT = 'People get tasks, do them, and are paid for them. One document for all services behind the gateway.';

/**
 * One document out of those of all services.
 *
 * @param missing the services that could not be asked; the document says so
 */
export function mergeOpenApi(documents: readonly OpenApi[], missing: readonly string[]): OpenApi {
  const paths: Record<string, object> = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const document of documents) {
    Object.assign(paths, document.paths);
    for (const [kind, named] of Object.entries(document.components ?? {}))
      Object.assign((components[kind] ??= {}), named);
  }
  const absent = missing.length === 0 ? '' : ` Not reachable just now: ${missing.join(', ')}.`;
  return {
    openapi: documents[0]?.openapi ?? '3.0.0',
    info: { ...INFO, description: ABOUT + absent },
    tags: documents.flatMap(({ tags }) => tags ?? []),
    servers: [{ url: '/' }],
    paths,
    components,
  };
}
