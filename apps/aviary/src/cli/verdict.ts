import { type CheckName, type CheckReport } from '#libs/platform';

/** What one check of one service found for one tenant. */
export interface Finding extends CheckReport {
  readonly tenant: string;
  readonly service: string;
  readonly check: CheckName;
}

/** What has come of a verification. */
export interface Verdict {
  /** Whether every check that was wanted was made of every tenant, and none found anything wrong. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** What no service offered to check. It has found nothing wrong, which is no reason to call it right. */
  readonly notMade: readonly { readonly tenant: string; readonly check: CheckName }[];
}

export function verdictOf(
  findings: readonly Finding[],
  tenants: readonly string[],
  wanted: readonly CheckName[],
): Verdict {
  const notMade = tenants.flatMap((tenant) =>
    wanted
      .filter((check) => !findings.some((found) => found.tenant === tenant && found.check === check))
      .map((check) => ({ tenant, check })),
  );
  return { ok: notMade.length === 0 && findings.every(({ wrong }) => wrong === null), findings, notMade };
}

/** The verdict in sentences, without the findings themselves. */
export function sayVerdict({ ok, findings, notMade }: Verdict): string {
  const wrong = findings.filter((finding) => finding.wrong !== null).length;
  const absent = notMade.map(({ tenant, check }) => `Nobody made the check "${check}" of ${tenant}.`);
  const found =
    wrong > 0
      ? `${wrong} of ${findings.length} checks found something wrong.`
      : ok
        ? 'Everything is right.'
        : 'What was checked is right.';
  return [found, ...absent].join('\n');
}
