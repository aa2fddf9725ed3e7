import { runService } from '#libs/http';
import { accounting } from './accounting.module.js';

await runService(accounting);
