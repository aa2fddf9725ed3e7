import { armFaultPoints, ConfigError, createLogger, loadServiceConfig, type Logger } from '#libs/platform';
import { PortInUseError, type RunningService, type ServiceDefinition, startService } from './start-service.js';

const WRONG_USE = 2;

/** What Node would only print: a defect was not caught where it happened, so nothing can be relied on any more. */
function stopOnDefects(logger: Logger, stop: (exitCode: number) => void): void {
  const onDefect = (kind: string) => (error: unknown) => {
    logger.fatal({ err: error }, `${kind}: the service stops`);
    stop(1);
  };
  process.on('unhandledRejection', onDefect('unhandled rejection'));
  process.on('uncaughtException', onDefect('uncaught exception'));
}

/** The first signal ends the service in order, the second at once. Whoever has started us ends us by going away, too. */
function stopOnSignals(stop: (exitCode: number) => void): void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(1);
    asked = true;
    stop(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('disconnect', () => stop(0));
}

/**
 * Runs one service as a process of its own, configured by its environment, until it is told to end. A parent that has
 * opened a channel (`fork`) is told `{ ready: url }`.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  let running: RunningService | undefined;
  let logger: Logger | undefined;
  let stopping = false;
  const stop = (exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    void (running?.close() ?? Promise.resolve()).finally(() => process.exit(exitCode));
  };
  try {
    const config = loadServiceConfig(definition.name);
    logger = createLogger(config);
    stopOnDefects(logger, stop);
    stopOnSignals(stop);
    armFaultPoints(config.mode);
    running = await startService(definition, config, logger);
    process.send?.({ ready: running.url });
  } catch (error) {
    const byUser = error instanceof ConfigError || error instanceof PortInUseError;
    if (byUser || logger === undefined)
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    else logger.fatal({ err: error }, `${definition.name} could not start`);
    process.exit(error instanceof ConfigError ? WRONG_USE : 1);
  }
}
