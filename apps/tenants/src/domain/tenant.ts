import { type Fact, type TenantSettings } from '#libs/kernel';

/** Settings as a fact tells them. */
type ToldSettings = Omit<TenantSettings, 'cyclesOn'> & { readonly cyclesOn: boolean | null };

export type TenantFact =
  | Fact<
      'TenantCreated',
      { readonly tenant: string; readonly partition: number; readonly settings: ToldSettings | null }
    >
  | Fact<'TenantSettingsChanged', { readonly before: ToldSettings | null; readonly after: ToldSettings | null }>;

/** Undefined until the tenant was created. */
export type TenantState = TenantSettings | undefined;

/** The stream that tells of a tenant, in its own log. */
export const SETTINGS_STREAM = 'settings';

const known = (told: ToldSettings): TenantSettings => ({ ...told, cyclesOn: told.cyclesOn ?? true });

/** What is not told stays as it was. */
export function evolveTenant(state: TenantState, { event, body }: TenantFact): TenantState {
  const told = event === 'TenantCreated' ? body.settings : body.after;
  return told === null ? state : known(told);
}
