import { runService } from '#libs/http';
import { employees } from './employees.module.js';

await runService(employees);
