import { Injectable, Logger } from '@nestjs/common';
import { OpenApiSource } from '#libs/http';
import { mergeOpenApi, type OpenApi } from '../domain/merge-openapi.js';
import { Upstreams } from './upstreams.js';

const KEPT_MS = 30_000;

/** The one OpenAPI document, asked of the services and kept for half a minute once it is complete. */
@Injectable()
export class MergedOpenApi extends OpenApiSource {
  private readonly log = new Logger(MergedOpenApi.name);
  private kept: { document: OpenApi; until: number } | undefined;

  constructor(private readonly upstreams: Upstreams) {
    super();
  }

  override async document(): Promise<OpenApi> {
    if (this.kept && Date.now() < this.kept.until) return this.kept.document;
    const missing: string[] = [];
    const told = await Promise.all(
      this.upstreams.services.map(async (service) => {
        try {
          return [(await this.upstreams.openApi(service)) as OpenApi];
        } catch (error) {
          this.log.warn({ err: error, upstream: service }, 'a service could not be asked for its OpenAPI document');
          missing.push(service);
          return [];
        }
      }),
    );
    const document = mergeOpenApi(told.flat(), missing);
    if (missing.length === 0) this.kept = { document, until: Date.now() + KEPT_MS };
    return document;
  }
}
