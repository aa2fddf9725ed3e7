import { Inject, Injectable, Optional } from '@nestjs/common';
import { LogReplay } from '#libs/messaging';
import { Metrics, SERVICE_CONFIG, type ServiceConfig, StatusRegistry } from '#libs/platform';
import { FILLING_LIMITS, type FillingLimits } from './filling.js';
import { processSlots, type Slots } from './slots.js';

/** Injection token of the limits in force. */
const LIMITS = Symbol('FillingLimits');

/** What acts on views as a whole work with, besides the views and their databases. */
@Injectable()
export class RebuildTools {
  /** Of the process. */
  readonly slots: Slots;

  constructor(
    readonly replay: LogReplay,
    readonly metrics: Metrics,
    readonly status: StatusRegistry,
    @Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'rebuildsAtOnce'>,
    @Optional() @Inject(LIMITS) readonly limits: FillingLimits = FILLING_LIMITS,
  ) {
    this.slots = processSlots(config.rebuildsAtOnce);
  }
}
