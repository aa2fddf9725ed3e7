/** Folders of which every file is generated. */
export const GENERATED = {
  contracts: 'libs/contracts/src/generated',
  docs: 'docs/events',
  gateway: 'apps/gateway/src/http/generated',
} as const;

export const DASHBOARD = 'ops/grafana/aviary.json';
