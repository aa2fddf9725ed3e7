import { decodeSpans, type ReceivedSpan } from '#libs/testing';

/** What the Aviary that stories share has sent by now: the traces of requests that came with a sampled one, and no others. */
export interface SharedTraces {
  spans(): Promise<readonly ReceivedSpan[]>;
  /** The requests as they came: not compressed, so every text in them can be found. */
  requests(): Promise<readonly Buffer[]>;
}

export function sharedTraces(): SharedTraces {
  const requests: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const fetchMore = async (): Promise<void> => {
    const answer = await fetch(`${process.env['AVIARY_TEST_SHARED']}/traces/${requests.length}`);
    if (!answer.ok) throw new Error(`The traces were not answered: ${answer.status}.`);
    const more = ((await answer.json()) as string[]).map((text) => Buffer.from(text, 'base64'));
    requests.push(...more);
    spans.push(...more.flatMap(decodeSpans));
  };
  return {
    async spans() {
      await fetchMore();
      return spans;
    },
    async requests() {
      await fetchMore();
      return requests;
    },
  };
}
