import { Injectable } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The application itself, for the few who need it whole: it exists only after all that is injected does. */
@Injectable()
export class ApplicationHolder {
  private held: NestFastifyApplication | undefined;

  hold(app: NestFastifyApplication): void {
    this.held = app;
  }

  get app(): NestFastifyApplication {
    if (this.held === undefined) throw new Error('The application is asked for before it exists.');
    return this.held;
  }
}
