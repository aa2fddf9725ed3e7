import os from 'node:os';

const GIB = 1024 ** 3;

/** The machine in one line: what the figures depend on. */
export function describeMachine(postgresVersion: string): string {
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim() ?? os.arch();
  return [
    `${cpus.length} x ${model}`,
    `${Math.round(os.totalmem() / GIB)} GiB`,
    `${os.type()} ${os.release()}`,
    `Node.js ${process.versions.node}`,
    `PostgreSQL ${postgresVersion}`,
  ].join(', ');
}
