import { Injectable } from '@nestjs/common';
import { type Repository } from 'typeorm';
import { type Fact } from '#libs/kernel';
import { type Checkpoint } from '#libs/messaging';
import { type TenantDatabase, TenantDatabases } from '#libs/tenancy';
import { START } from './checkpoint.js';
import { ProjectionEngine } from './engine.js';
import { entityOf, linesEntityOf } from './entity.js';
import { type Projection } from './projection.js';
import { readCheckpoints } from './live.js';

/** The views of this service, for queries. What it gives is used at once and never kept. */
@Injectable()
export class Views {
  constructor(
    private readonly databases: TenantDatabases,
    private readonly engine: ProjectionEngine,
  ) {}

  /**
   * The rows of a view.
   *
   * @throws DomainError `view-not-built` (503) until it is folded as far as its logs went when its table was begun, and
   *   what `TenantDatabases.of` throws
   */
  async of<Row extends object, Event extends Fact, Key extends object, Line extends object>(
    tenant: string,
    projection: Projection<Row, Event, Key, Line>,
  ): Promise<Repository<Row>> {
    return (await this.database(tenant, projection)).dataSource.getRepository(entityOf(projection));
  }

  /** The lines of a view; throws as `of`. */
  async lines<Row extends object, Event extends Fact, Key extends object, Line extends object>(
    tenant: string,
    projection: Projection<Row, Event, Key, Line>,
  ): Promise<Repository<Line>> {
    return (await this.database(tenant, projection)).dataSource.getRepository(linesEntityOf(projection));
  }

  /** Up to which event of a source's log the view is true; throws as `of`. */
  async checkpoint<Row extends object, Event extends Fact, Key extends object, Line extends object>(
    tenant: string,
    projection: Projection<Row, Event, Key, Line>,
    source: string,
  ): Promise<Checkpoint> {
    const { pool } = await this.database(tenant, projection);
    const { epoch, position } = (await readCheckpoints(pool, projection)).get(source) ?? START;
    return { epoch, position };
  }

  /** The database, for SQL of one's own about a view, with `tableName` and `linesTableName`; throws as `of`. */
  async database(tenant: string, view: Pick<Projection, 'table' | 'lines'>): Promise<TenantDatabase> {
    const database = await this.databases.of(tenant);
    await this.engine.views.ready(database, view);
    return database;
  }
}
