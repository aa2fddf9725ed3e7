/** Whether the service of this container can serve, for Docker: exit code 0 if it says so itself. */
const { AVIARY_HTTP_PORT = '8080' } = process.env;
const patience = AbortSignal.timeout(4_000);
const answer = await fetch(`http://127.0.0.1:${AVIARY_HTTP_PORT}/readyz`, { signal: patience }).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
