/** Where the real parts of a test run are; its global set-up started them. */
export interface TestParts {
  /** Folder of everything that belongs to the run. */
  readonly home: string;
  /** The installation's master secret. */
  readonly master: string;
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly superuser: string;
    readonly password: string;
  };
  readonly kafka: { readonly bootstrap: string };
  /** Up to and with `/apis/ccompat/v7`. */
  readonly registry: { readonly url: string };
}

/** @throws Error outside of the Jest projects that run on real parts (`*.int.spec.ts`, `*.story.ts`) */
export function testParts(): TestParts {
  const text = process.env.AVIARY_TEST_PARTS;
  if (!text) throw new Error('There are no parts here: a spec that needs them is named *.int.spec.ts.');
  return JSON.parse(text) as TestParts;
}
