import { runService } from '#libs/http';
import { analytics } from './analytics.module.js';

await runService(analytics);
