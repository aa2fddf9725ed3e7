/** By which rules a tenant works. Ranges are in whole units of the asset. */
export interface TenantSettings {
  /** Code of the asset people are paid in. */
  readonly asset: string;
  readonly assetDecimals: number;
  /** IANA name. */
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

/** What a tenant starts with unless told otherwise. */
export const DEFAULT_SETTINGS: TenantSettings = {
  asset: 'POP',
  assetDecimals: 0,
  timeZone: 'UTC',
  closingTime: '00:00',
  feeMin: 10,
  feeMax: 20,
  rewardMin: 20,
  rewardMax: 40,
  cyclesOn: true,
};
