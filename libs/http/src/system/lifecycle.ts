import { Injectable } from '@nestjs/common';

/** Where a service stands between start and end. */
@Injectable()
export class Lifecycle {
  /** True from the moment on at which the service takes no new connections. */
  closing = false;
}
