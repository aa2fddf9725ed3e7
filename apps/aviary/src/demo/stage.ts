import { type ShownRequest } from './curl.js';
import { type DemoAviary } from './demo-aviary.js';
import { type Task } from './facts.js';
import { type Narrator } from './narrator.js';
import { NotAsToldError } from './not-as-told.js';
import { type Answer, awaited, type Visitor } from './visitor.js';

/** Far more than anything takes, for machines that are busy. */
const PATIENCE_MS = 120_000;

/** What one step leaves behind for those after it. */
export interface Memory {
  /** The task of the first steps. */
  first?: Task;
  /** What was done while the broker was away: tasks in the order in which they were made. */
  meanwhile?: readonly Task[];
}

export interface StageParts {
  readonly narrator: Narrator;
  readonly visitor: Visitor;
  readonly aviary: Pick<DemoAviary, 'part'>;
}

/** Where a step is played: it tells, does for real what it tells, and says what it expects. */
export class Stage {
  readonly memory: Memory = {};
  readonly narrator: Narrator;
  private readonly visitor: Visitor;
  private readonly aviary: StageParts['aviary'];
  private readonly names = new Map<string, string>();

  constructor({ narrator, visitor, aviary }: StageParts) {
    this.narrator = narrator;
    this.visitor = visitor;
    this.aviary = aviary;
  }

  /** Tells a paragraph. */
  tell(text: string): void {
    this.narrator.say(text);
  }

  /** Gives a value a name, in the story and in the reader's shell; `$name` in a path stands for it from now on. */
  name(name: string, value: string): void {
    this.names.set(name, value);
    this.narrator.shell(`${name}=${value}`);
  }

  /** Sends a request, and shows it and its answer. */
  async ask<Body>(request: ShownRequest, show = (body: Body): unknown => body): Promise<Answer<Body>> {
    this.narrator.request(request);
    const answer = await this.quietly<Body>(request);
    this.narrator.answer({ ...answer, body: show(answer.body) });
    return answer;
  }

  /** The same where a stale answer is what the story is about. */
  async askOnce<Body>(request: ShownRequest): Promise<Answer<Body>> {
    this.narrator.request(request);
    const answer = await this.send<Body>(request);
    this.narrator.answer(answer);
    return answer;
  }

  /** Sends a request that is none of the reader's business. On a busy machine five seconds may be too few to catch up. */
  async quietly<Body>(request: ShownRequest): Promise<Answer<Body>> {
    const fresh = await awaited(async () => {
      const answer = await this.send<Body>(request);
      return answer.stale ? undefined : answer;
    }, PATIENCE_MS);
    if (fresh === undefined) throw new Error(`The answer to ${request.method} ${request.path} stays stale.`);
    return fresh;
  }

  private async send<Body>(request: ShownRequest): Promise<Answer<Body>> {
    const path = request.path.replaceAll(/\$(\w+)/g, (_, name: string) => this.names.get(name) ?? '');
    return await this.visitor.send<Body>({ ...request, path });
  }

  async part(name: 'kafka', wanted: 'stop' | 'start'): Promise<void> {
    await this.aviary.part(name, wanted);
  }

  /**
   * Says what should be; a story that goes on after it was not would tell untruths.
   *
   * @param expected a sentence
   * @param holds whether it is so
   * @param found what there is, for the one who has to look into it
   * @throws NotAsToldError
   */
  expect(expected: string, holds: boolean, found: unknown): void {
    if (!holds) throw new NotAsToldError(expected, JSON.stringify(found));
    this.narrator.asTold(expected);
  }
}

/** What an earlier step must have left. */
export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The step before this one has not been played.');
  return value;
}
