import { type ServiceConfig } from '../config.js';
import { NO_TRACING, type Tracing } from './tracing.js';

/** The traces of a service as it is configured. Where they are off, the SDK is not even loaded. */
export async function openTracing({ traces }: Pick<ServiceConfig, 'traces'>): Promise<Tracing> {
  if (!traces.on) return NO_TRACING;
  const { traceBySdk } = await import('./sdk.js');
  return traceBySdk(traces);
}
