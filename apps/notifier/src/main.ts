import { runService } from '#libs/http';
import { notifier } from './notifier.module.js';

await runService(notifier);
