import { runService } from '#libs/http';
import { tenants } from './tenants.module.js';

await runService(tenants);
