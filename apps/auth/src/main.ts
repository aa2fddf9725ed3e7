import { runService } from '#libs/http';
import { auth } from './auth.module.js';

await runService(auth);
