import { type Stage } from './stage.js';

/** One part of the story, played after those before it. */
export interface Step {
  readonly title: string;
  /** @throws NotAsToldError when it does not come out as it says */
  play(stage: Stage): Promise<void>;
}
