/** One panel: what it shows, in which unit (as Grafana names them), and what it asks; each question with its legend. */
interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly unit?: 'short' | 's' | 'bytes' | 'ops' | 'reqps' | 'percentunit' | 'cps';
  readonly kind?: 'timeseries' | 'stat';
  readonly asks: Readonly<Record<string, string>>;
}

const OWN = 'service=~"$service"';
const EACH = `${OWN}, tenant=~"$tenant"`;

const rate = (metric: string, by = 'service'): string => `sum by (${by}) (rate(${metric}{${OWN}}[$__rate_interval]))`;
const mean = (histogram: string, by: string): string =>
  `${rate(`${histogram}_sum`, by)} / ${rate(`${histogram}_count`, by)}`;
const quantile = (share: number, histogram: string, by = 'service'): string =>
  `histogram_quantile(${share}, ${rate(`${histogram}_bucket`, `${by}, le`)})`;

const ROWS: Readonly<Record<string, readonly Panel[]>> = {
  'At a glance': [
    { title: 'Services that answer', kind: 'stat', asks: { up: `sum(up{job="aviary"})` } },
    { title: 'Parts that are not ok', kind: 'stat', asks: { parts: `count(aviary_health{${OWN}} > 0) or vector(0)` } },
    { title: 'Keys that are parked', kind: 'stat', asks: { keys: `sum(aviary_dead_letter_keys{${EACH}})` } },
    { title: 'Latest relay', kind: 'stat', unit: 's', asks: { lag: `max(aviary_relay_lag_seconds{${EACH}})` } },
    { title: 'Latest consumer', kind: 'stat', unit: 's', asks: { lag: `max(aviary_consumer_lag_seconds{${EACH}})` } },
    { title: 'Rebuilds under way', kind: 'stat', asks: { rebuilds: `sum(aviary_rebuilds_running{${EACH}})` } },
  ],
  Logs: [
    { title: 'Events appended', unit: 'cps', asks: { '{{service}}': rate('aviary_log_events_total') } },
    {
      title: 'How long an append takes',
      unit: 's',
      asks: {
        '{{service}} half of them': quantile(0.5, 'aviary_log_append_seconds'),
        '{{service}} 99 of 100': quantile(0.99, 'aviary_log_append_seconds'),
      },
    },
    {
      title: 'Commands that share a call',
      description: 'Commands that wait at the same time are appended by one call.',
      asks: { '{{service}}': mean('aviary_log_append_commands', 'service') },
    },
    { title: 'Heads of the logs', asks: { '{{service}} {{tenant}}': `aviary_log_head_position{${EACH}}` } },
  ],
  Relay: [
    { title: 'Events not shipped', asks: { '{{service}} {{tenant}}': `aviary_relay_lag_events{${EACH}}` } },
    { title: 'Not shipped for', unit: 's', asks: { '{{service}} {{tenant}}': `aviary_relay_lag_seconds{${EACH}}` } },
    { title: 'Events shipped', unit: 'cps', asks: { '{{service}}': rate('aviary_relay_events_total') } },
    { title: 'Attempts that failed', unit: 'ops', asks: { '{{service}}': rate('aviary_relay_errors_total') } },
  ],
  Consumers: [
    {
      title: 'Events not taken',
      asks: { '{{subscriber}} of {{source}} {{tenant}}': `aviary_consumer_lag_events{${EACH}} > 0` },
    },
    {
      title: 'Not at the end for',
      unit: 's',
      asks: { '{{subscriber}} of {{source}} {{tenant}}': `aviary_consumer_lag_seconds{${EACH}} > 0` },
    },
    {
      title: 'Kept from going on',
      asks: { '{{subscriber}} of {{source}} {{tenant}}': `aviary_consumer_behind{${EACH}} > 0` },
    },
    {
      title: 'Troubles with topics',
      asks: { '{{service}}': `increase(aviary_topic_troubles_total{${OWN}}[$__range])` },
    },
    { title: 'Retries', unit: 'ops', asks: { '{{subscriber}}': rate('aviary_consumer_retries_total', 'subscriber') } },
    {
      title: 'Events in a batch of a view',
      asks: { '{{projection}} of {{source}}': mean('aviary_projection_batch_events', 'projection, source') },
    },
    {
      title: 'Time that folding a batch takes',
      unit: 's',
      asks: { '{{projection}}': quantile(0.99, 'aviary_projection_fold_seconds', 'projection') },
    },
  ],
  'Dead letters and rebuilds': [
    {
      title: 'Letters that wait',
      asks: { '{{subscriber}} of {{source}} {{tenant}}': `aviary_dead_letters{${EACH}}` },
    },
    {
      title: 'Events rebuilt',
      unit: 'cps',
      asks: { '{{projection}}': rate('aviary_rebuild_events_total', 'projection') },
    },
    {
      title: 'Events left to rebuild',
      asks: { '{{projection}} {{tenant}}': `aviary_rebuild_events_left{${EACH}}` },
    },
  ],
  Requests: [
    { title: 'Requests', unit: 'reqps', asks: { '{{service}}': rate('aviary_http_request_duration_seconds_count') } },
    {
      title: 'Answers by status',
      unit: 'reqps',
      asks: { '{{status}}': rate('aviary_http_request_duration_seconds_count', 'status') },
    },
    {
      title: '99 of 100 are answered within',
      unit: 's',
      asks: { '{{service}}': quantile(0.99, 'aviary_http_request_duration_seconds') },
    },
  ],
  Processes: [
    { title: 'Memory', unit: 'bytes', asks: { '{{instance}}': 'process_resident_memory_bytes{job="aviary"}' } },
    {
      title: 'Processors',
      unit: 'percentunit',
      asks: { '{{instance}}': 'rate(process_cpu_seconds_total{job="aviary"}[$__rate_interval])' },
    },
    {
      title: 'Delay of the event loop',
      unit: 's',
      asks: { '{{instance}}': 'nodejs_eventloop_lag_p99_seconds{job="aviary"}' },
    },
    {
      title: 'Connections to databases of tenants',
      asks: { '{{service}} {{state}}': `aviary_tenant_connections{${OWN}}` },
    },
  ],
};

const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const WIDTH = 24;

function panelOf({ title, description, unit = 'short', kind = 'timeseries', asks }: Panel, place: object, id: number) {
  const targets = Object.entries(asks).map(([legendFormat, expr], n) => ({
    ...{ refId: String.fromCodePoint(65 + n), datasource: SOURCE, expr, legendFormat },
  }));
  return {
    ...{ id, type: kind, title, ...(description ? { description } : {}), datasource: SOURCE, gridPos: place },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options:
      kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] } } : { tooltip: { mode: 'multi', sort: 'desc' } },
    targets,
  };
}

/** The panels of all rows, each row under its heading, at places that fill the width. */
function panels(): object[] {
  const made: object[] = [];
  let y = 0;
  for (const [title, row] of Object.entries(ROWS)) {
    made.push({
      id: made.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
      panels: [],
    });
    y += 1;
    const stats = row.every(({ kind }) => kind === 'stat');
    const [w, h] = stats ? [WIDTH / row.length, 4] : [WIDTH / Math.min(row.length, 3), 8];
    const perLine = Math.floor(WIDTH / w);
    for (const [n, panel] of row.entries()) {
      const place = { x: (n % perLine) * w, y: y + Math.floor(n / perLine) * h, w, h };
      made.push(panelOf(panel, place, made.length + 1));
    }
    y += Math.ceil(row.length / perLine) * h;
  }
  return made;
}

const choice = (name: string, query: string) => ({
  ...{ type: 'query', name, label: name, datasource: SOURCE, query: { query, refId: name }, definition: query },
  ...{ includeAll: true, multi: true, allValue: '.*', refresh: 2, sort: 1, current: { text: 'All', value: '$__all' } },
});

/** The dashboard for Grafana, as it is imported there; in JSON. */
export function dashboard(): string {
  return JSON.stringify({
    ...{ title: 'Aviary', uid: 'aviary', tags: ['aviary'], schemaVersion: 39, version: 1, editable: true },
    ...{ timezone: 'browser', refresh: '30s', time: { from: 'now-1h', to: 'now' } },
    templating: {
      list: [
        { type: 'datasource', name: 'datasource', label: 'Prometheus', query: 'prometheus', refresh: 1 },
        choice('service', 'label_values(aviary_health, service)'),
        choice('tenant', 'label_values(aviary_log_head_position, tenant)'),
      ],
    },
    panels: panels(),
  });
}
