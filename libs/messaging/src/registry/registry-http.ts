import { RegistryRefusedError, RegistryUnavailableError } from './registry-errors.js';

export interface RegistryRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the registry's address, beginning with a slash. */
  readonly path: string;
  readonly body?: object;
}

type Answer = Readonly<Record<string, unknown>>;

/** What `fetch` says is only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: Error };
  if (name === 'TimeoutError') return 'it did not answer in time';
  return cause?.message || (cause ? String(cause) : message);
}

function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sends one request to a registry that speaks Confluent's API.
 *
 * @param url its address, up to and with `/apis/ccompat/v7` where it is Apicurio
 * @returns the answer, parsed
 * @throws RegistryUnavailableError if it does not answer in time, fails, or answers what is no JSON
 * @throws RegistryRefusedError on any other status than 2xx
 */
export async function askRegistry(url: string, request: RegistryRequest, timeoutMs: number): Promise<Answer> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${url}${request.path}`, {
      method: request.method,
      headers: { accept: 'application/json', 'content-type': 'application/vnd.schemaregistry.v1+json' },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new RegistryUnavailableError(url, reasonOf(error), error);
  }
  const answer = parse(text);
  if (status >= 500 || status === 429) throw new RegistryUnavailableError(url, `it answers with HTTP status ${status}`);
  if (!answer) throw new RegistryUnavailableError(url, `it answers with status ${status} and no JSON`);
  if (status < 200 || status > 299) {
    const { error_code: code, message } = answer;
    throw new RegistryRefusedError(status, typeof code === 'number' ? code : undefined, String(message));
  }
  return answer;
}
