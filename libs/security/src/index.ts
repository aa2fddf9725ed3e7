export * from './access.guard.js';
export * from './decorators.js';
export * from './errors.js';
export * from './principal.js';
export * from './security.module.js';
export * from './token.verifier.js';
