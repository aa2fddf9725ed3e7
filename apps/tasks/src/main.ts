import { runService } from '#libs/http';
import { tasks } from './tasks.module.js';

await runService(tasks);
