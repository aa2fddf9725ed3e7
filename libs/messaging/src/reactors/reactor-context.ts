import { BaseRpcContext } from '@nestjs/microservices';

/** What a reactor's handler is told besides the event. */
export class ReactorContext extends BaseRpcContext<[tenant: string, attempt: number]> {
  get tenant(): string {
    return this.args[0];
  }

  /**
   * 0 at first. More after a conflict: somebody appended meanwhile to a stream on which the decision rests, so whatever
   * the handler keeps of it has to be read afresh.
   */
  get attempt(): number {
    return this.args[1];
  }
}
