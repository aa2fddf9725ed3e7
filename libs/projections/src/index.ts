export { defineProjection, type ProjectionDefinition } from './define.js';
export { ProjectionsModule } from './module.js';
export { type Projection } from './projection.js';
export { type Table, tableName } from './table.js';
export { Views } from './views.js';
