import { type Fact } from '#libs/kernel';

/** By which rules a tenant works. Ranges are in whole units of the asset. */
export interface Settings {
  readonly asset: string;
  readonly assetDecimals: number;
  readonly timeZone: string;
  /** `HH:MM`: when a day ends and the next begins. */
  readonly closingTime: string;
  readonly feeMin: number;
  readonly feeMax: number;
  readonly rewardMin: number;
  readonly rewardMax: number;
  /** Whether the clock closes billing cycles. */
  readonly cyclesOn: boolean;
}

/** Settings as a fact tells them. */
type ToldSettings = Omit<Settings, 'cyclesOn'> & { readonly cyclesOn: boolean | null };

export type TenantFact =
  | Fact<
      'TenantCreated',
      { readonly tenant: string; readonly partition: number; readonly settings: ToldSettings | null }
    >
  | Fact<'TenantSettingsChanged', { readonly before: ToldSettings | null; readonly after: ToldSettings | null }>;

/** Undefined until the tenant was created. */
export type TenantState = Settings | undefined;

/** The stream that tells of a tenant, in its own log. */
export const SETTINGS_STREAM = 'settings';

const known = (told: ToldSettings): Settings => ({ ...told, cyclesOn: told.cyclesOn ?? true });

/** What is not told stays as it was. */
export function evolveTenant(state: TenantState, { event, body }: TenantFact): TenantState {
  const told = event === 'TenantCreated' ? body.settings : body.after;
  return told === null ? state : known(told);
}
