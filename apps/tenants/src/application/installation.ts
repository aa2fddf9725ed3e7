import { Inject, Injectable } from '@nestjs/common';
import { logInstaller } from '#libs/event-store';
import { SERVICE_CONFIG, type ServiceConfig, SERVICES_WITH_LOG } from '#libs/platform';
import { type LogInstaller, type Provisioner } from '#libs/tenancy';

/** Who provisions tenants, and what every tenant is given. */
@Injectable()
export class Installation {
  readonly provisioner: Provisioner;
  readonly services: readonly LogInstaller[] = SERVICES_WITH_LOG.map((service) => logInstaller(service));

  constructor(@Inject(SERVICE_CONFIG) { postgres, serviceSecrets }: ServiceConfig) {
    this.provisioner = {
      server: postgres,
      secretOf(service) {
        const secret = serviceSecrets[service];
        if (secret === undefined) throw new Error(`AVIARY_SERVICE_SECRETS has no secret of ${service}`);
        return secret;
      },
    };
  }
}
