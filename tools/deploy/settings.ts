import { provisionVariables, PROVISION_SECRETS } from '../../apps/aviary/src/provision/settings.js';
import { environmentSchema, SECRET_VARIABLES } from '#libs/platform';

/** Every variable that services and `aviary provision` read, but the `_FILE` of a secret. */
export const settingNames = (): string[] => [
  ...Object.keys(environmentSchema.shape),
  ...Object.keys(provisionVariables.shape),
];

/** Those whose value is a secret. */
export const secretNames: readonly string[] = [...SECRET_VARIABLES, ...PROVISION_SECRETS];

/** What a variable is when it is not set, as text; undefined where that is nothing. */
export function defaultOf(name: string): string | undefined {
  const shape: Readonly<Record<string, { safeParse(value: undefined): { data?: unknown } }>> = {
    ...environmentSchema.shape,
    ...provisionVariables.shape,
  };
  const value = shape[name]?.safeParse(undefined).data;
  const text = [value === null || typeof value !== 'object' ? value : Object.values(value)].flat().join();
  return text === '' ? undefined : text;
}
