import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serviceSecret } from '#libs/platform';
import { findParts } from '#tools/parts';
import { type Installation, type LocalInstallation, urlOf } from './installation.js';

/** What another process on this machine needs to work with a running installation. Contains no secret. */
interface Record {
  readonly services: { readonly [service: string]: string };
}

/** A running installation as the command line sees it. */
export interface Running {
  readonly home: string;
  /** By service, without a slash at the end. */
  readonly services: { readonly [service: string]: string };
  readonly parts: {
    readonly postgres: { host: string; port: number };
    kafka: { bootstrap: string };
    registry: { url: string };
  };
  /** What lets the command line mint tokens for itself. */
  readonly authSecret: string;
}

const fileOf = (home: string): string => path.join(home, 'services.json');

/** What is needed to call the services in the name of the installation. */
export type Reachable = Pick<Running, 'services' | 'authSecret'>;

/** The services of an installation that we have started ourselves. */
export function reach(installation: Installation): Reachable {
  const names = Object.keys(installation.ports);
  const services = Object.fromEntries(names.map((service) => [service, urlOf(installation, service)]));
  return { services, authSecret: serviceSecret(installation.master, 'auth') };
}

export function writeRunning(installation: LocalInstallation): void {
  const record: Record = { services: reach(installation).services };
  const file = fileOf(installation.home);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeRunning(home: string): void {
  rmSync(fileOf(home), { force: true });
}

/** @throws NotRunningError with the way out when nothing runs on this home */
export function findRunning(home: string): Running {
  const parts = findParts(home);
  if (!parts?.alive) throw new NotRunningError();
  let record: Record;
  try {
    record = JSON.parse(readFileSync(fileOf(home), 'utf8')) as Record;
  } catch {
    throw new NotRunningError();
  }
  const { postgres, kafka, registry, secrets } = parts;
  return { home, ...record, parts: { postgres, kafka, registry }, authSecret: serviceSecret(secrets.master, 'auth') };
}

export class NotRunningError extends Error {
  constructor() {
    super('Aviary does not run here. Start it with "npm start" (or "npx aviary up").');
    this.name = 'NotRunningError';
  }
}
