import { type ServiceDefinition } from '#libs/http';

/** A service that has a log and ships it, and nothing else: all that others see of it. */
export async function logOnly(service: string): Promise<ServiceDefinition> {
  // Loaded only here: most specs need none of it.
  const [{ Module }, { EventStoreModule }, { MessagingModule }, { TenancyModule }] = await Promise.all([
    import('@nestjs/common'),
    import('#libs/event-store'),
    import('#libs/messaging'),
    import('#libs/tenancy'),
  ]);
  class LogOnlyModule {}
  const imports = [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service }),
    MessagingModule.forService({ service, hasLog: true }),
  ];
  Module({ imports })(LogOnlyModule);
  return { name: service, module: LogOnlyModule };
}
