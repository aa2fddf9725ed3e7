import { type Step } from './step.js';
import { catchUp } from './steps/catch-up.step.js';
import { closeDay } from './steps/close-day.step.js';
import { completeTask } from './steps/complete-task.step.js';
import { createTask } from './steps/create-task.step.js';
import { stopBroker } from './steps/stop-broker.step.js';
import { traceCharge } from './steps/trace-charge.step.js';

/** The story, in order. Each step builds on those before it. */
export const STEPS: readonly Step[] = [createTask, completeTask, traceCharge, stopBroker, catchUp, closeDay];
