import { WIDTH } from './text.js';

/** A request as the story tells it; `$name` in its path stands for a variable of the reader's shell. */
export interface ShownRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The login whose token goes along: a variable of the reader's shell as well. */
  readonly as: string;
  readonly body?: object;
  /** The `Aviary-Position` that the answer is to wait for. */
  readonly after?: string;
}

const CONTINUED = '\n    ';

/** The request as a line for a shell, folded where it is too long for the screen. */
export function curlLine({ method, path, as, body, after }: ShownRequest): string {
  const words = [
    `curl ${quotedUrl(`$url${path}`)}`,
    ...(method === 'POST' && body === undefined ? ['-X POST'] : []),
    `-H "authorization: Bearer $${as}"`,
    ...(after === undefined ? [] : [`-H 'aviary-position: ${after}'`]),
    ...(body === undefined ? [] : [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return folded(words);
}

interface Preface {
  readonly url: string;
  /** The folder of the installation. */
  readonly home: string;
  readonly logins: readonly string[];
  readonly password: string;
}

/** What gives the reader's shell the variables of the requests. */
export function shellPreface({ url, home, logins, password }: Preface): string {
  return [
    `url=${url}`,
    `home=${quoted(home)}`,
    String.raw`token() { curl -s $url/api/auth/login -H 'content-type: application/json' \
    -d "{\"login\":\"$1\",\"password\":\"${password}\"}" |
    sed 's/.*"accessToken":"\([^"]*\)".*/\1/'; }`,
    ...logins.map((login) => `${login}=$(token ${login})`),
  ].join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Left bare where a shell takes it as it is; double quotes keep `?` and `&`, and still fill in variables. */
const quotedUrl = (url: string): string => (/^[\w$/.:-]+$/.test(url) ? url : `"${url}"`);

function folded(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    // Room is left for the prompt before a line, and for the backslash after it.
    if (last !== undefined && last.length + 1 + word.length <= WIDTH - 8) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(` \\${CONTINUED}`);
}
