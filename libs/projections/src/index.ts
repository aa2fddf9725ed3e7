export { defineProjection, type ProjectionDefinition } from './define.js';
export { ProjectionsModule } from './module.js';
export { type Projection } from './projection.js';
export { linesTableName, type Table, tableName } from './table.js';
export { Views } from './views.js';
export { type Verdict } from './rebuild/compare.js';
export { type ViewList, type ViewStanding } from './rebuild/list-views.js';
export { type Act, type ActRow } from './rebuild/rebuild-rows.js';
export { Rebuilds } from './rebuild/rebuilds.js';
