/** The servers Aviary stands on (PostgreSQL, Kafka, schema registry), started and stopped on one machine. */
export { diagnose, usualPort } from '../setup/doctor/doctor.mjs';
export { anyFreePort, isFree } from './free-port.js';
export { defaultHome } from './home.js';
export { python } from './python.js';
export { findParts } from './records.js';
export { eraseHome, startParts } from './start.js';
export type { PartName, PartsAddresses, PartsConnections, PartsOptions, PortName, RunningParts } from './types.js';
