import { runService } from '#libs/http';
import { gateway } from './gateway.module.js';

await runService(gateway);
