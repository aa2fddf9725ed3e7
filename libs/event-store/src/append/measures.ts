import { type Metrics } from '#libs/platform';
import { type AppendCall } from './tenant-log.js';

/** How many commands one call carries, up to the most that a batch takes. */
const COMMANDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000];

/** What is measured of the log: how long its calls take, how full they are, how many events they carry. */
export function appendMeasures(metrics: Metrics): (call: AppendCall) => void {
  const seconds = metrics.histogram('aviary_log_append_seconds', 'How long one call that appends to a log takes.');
  const commands = metrics.histogram('aviary_log_append_commands', 'Commands that share one call.', [], COMMANDS);
  const events = metrics.counter('aviary_log_events_total', 'Events that were sent to a log to be appended.');
  return (call) => {
    seconds.observe(call.seconds);
    commands.observe(call.commands);
    events.inc(call.events);
  };
}
