import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { aviary, root } from '../setup/root.mjs';

/** What dependency-cruiser says of one forbidden import. */
export interface Violation {
  rule: string;
  from: string;
  to: string;
}

/**
 * Lays a small tree of sources (path → content) beside the real one, runs the real rules on it, and returns what they find.
 * Throws with dependency-cruiser's own words if it cannot run.
 */
export async function violationsIn(sources: Record<string, string>): Promise<Violation[]> {
  fs.mkdirSync(aviary, { recursive: true });
  const folder = fs.mkdtempSync(path.join(aviary, 'planted-'));
  try {
    fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
    for (const [file, content] of Object.entries(sources)) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content);
    }
    return await cruise(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function cruise(folder: string): Promise<Violation[]> {
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = path.join(root, 'tools/architecture/dependency-cruiser.cjs');
  const args = [program, '--config', rules, '--output-type', 'json', '.'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, output, complaint) => {
      if (!output.startsWith('{')) return reject(new Error(`dependency-cruiser: ${complaint || error?.message}`));
      const { summary } = JSON.parse(output) as {
        summary: { violations: { rule: { name: string }; from: string; to: string }[] };
      };
      resolve(summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })));
    });
  });
}
