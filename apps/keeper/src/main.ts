import { runService } from '#libs/http';
import { keeper } from './keeper.module.js';

await runService(keeper);
