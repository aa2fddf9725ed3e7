import { curlLine, type ShownRequest } from './curl.js';
import { indented, json, type Paint, wrap } from './text.js';

/** An answer as far as it is told: what came back, and where in which log the command has left its event. */
export interface ShownAnswer {
  readonly status: number;
  readonly position: string | null;
  readonly stale: boolean;
  readonly body: unknown;
}

const OK = '  ok';

/** Puts the story into words, a block at a time, each followed by an empty line. */
export class Narrator {
  private silent = false;

  constructor(
    private readonly write: (text: string) => void,
    private readonly paint: Paint,
  ) {}

  /** From now on nothing is told: somebody has left. */
  hush(): void {
    this.silent = true;
  }

  heading(title: string): void {
    this.block(`${this.paint.bold(title)}\n${'='.repeat(title.length)}`);
  }

  /** A paragraph. */
  say(text: string): void {
    this.block(wrap(text));
  }

  /** One line of something that goes on. */
  line(text: string): void {
    if (!this.silent) this.write(`${wrap(text, '  ', '    ')}\n`);
  }

  /** Ends a run of lines. */
  gap(): void {
    if (!this.silent) this.write('\n');
  }

  /** Commands for the reader's shell. */
  shell(commands: string): void {
    this.block(this.paint.dim(indented(commands, '  ').replaceAll(/^ {2}(?! )/gm, '  $ ')));
  }

  request(request: ShownRequest): void {
    if (!this.silent) this.write(`${this.paint.dim(indented(`$ ${curlLine(request)}`, '  '))}\n`);
  }

  answer({ status, position, stale, body }: ShownAnswer): void {
    const headers = [...(position ? [`aviary-position: ${position}`] : []), ...(stale ? ['aviary-stale: true'] : [])];
    this.block(`  ${[status, ...headers].join('  ')}\n  ${json(body, '  ')}`);
  }

  /** Something that is not to be wrapped, such as a table or a mail. */
  verbatim(text: string): void {
    this.block(indented(text, '  '));
  }

  /** Something that was expected, and has come. */
  asTold(sentence: string): void {
    if (!this.silent) this.write(`  ${this.paint.good('ok')}${wrap(sentence, '      ').slice(OK.length)}\n`);
  }

  failed(sentence: string): void {
    this.block(this.paint.bad(wrap(sentence)));
  }

  private block(text: string): void {
    if (!this.silent) this.write(`${text}\n\n`);
  }
}
