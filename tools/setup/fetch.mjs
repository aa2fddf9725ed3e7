import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { aviary, partsFolder } from './root.mjs';
import { onPath } from './java.mjs';
import { withLock } from './lock.mjs';

const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const kafkaVersion = '4.3.1';
const registryVersion = '3.3.3';

/** Kafka is fetched as its jars with all they need; the last one is only there to write its log. */
const kafkaProject = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>aviary</groupId><artifactId>kafka-part</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version></dependency>
  </dependencies>
</project>
`;

/**
 * `needs` are the files by which one sees that a fetched part is whole.
 * @typedef {{ name: string, folder: string, title: string, needs: string[], fetch: (into: string, javaHome: string) => Promise<void> }} Part
 * @type {{ kafka: Part, registry: Part }}
 */
export const parts = {
  kafka: {
    name: 'kafka',
    folder: path.join(partsFolder, `kafka-${kafkaVersion}`),
    title: `Apache Kafka ${kafkaVersion} (54 MB)`,
    needs: [`libs/kafka_2.13-${kafkaVersion}.jar`, `libs/kafka-tools-${kafkaVersion}.jar`],
    async fetch(into, javaHome) {
      fs.writeFileSync(path.join(into, 'pom.xml'), kafkaProject);
      await maven(
        [`${dependencyPlugin}:copy-dependencies`, `-DoutputDirectory=${path.join(into, 'libs')}`],
        into,
        javaHome,
      );
    },
  },
  registry: {
    name: 'apicurio',
    folder: path.join(partsFolder, `apicurio-${registryVersion}`),
    title: `Apicurio Registry ${registryVersion} (158 MB)`,
    needs: ['quarkus-run.jar', 'app', 'lib/boot', 'lib/main', 'quarkus'],
    async fetch(into, javaHome) {
      const artifact = `io.apicurio:apicurio-registry-app:${registryVersion}:tar.gz:all`;
      await maven([`${dependencyPlugin}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`], into, javaHome);
      const archive = fs.readdirSync(into).find((file) => file.endsWith('.tar.gz'));
      if (!archive) throw new Error(`Maven answered without ${artifact}`);
      await run('tar', ['-xzf', archive], into);
      fs.rmSync(path.join(into, archive));
    },
  },
};

/** The parts that are not here yet. */
export const missingParts = () => Object.values(parts).filter((part) => !fs.existsSync(part.folder));

/**
 * Fetches the missing parts. Each is made whole in a folder of its own and then renamed into place, so that a kill at any
 * moment leaves nothing half done; two set-ups at once fetch once. Throws if Maven is missing or fails.
 * @param {string} javaHome
 * @param {(line: string) => void} log
 */
export async function fetchParts(javaHome, log) {
  await withLock(
    path.join(aviary, 'parts.lock'),
    (pid) => log(`waiting for process ${pid}, which is fetching the same parts`),
    async () => {
      for (const left of fs.existsSync(partsFolder) ? fs.readdirSync(partsFolder) : []) {
        if (left.startsWith('.fetching-')) fs.rmSync(path.join(partsFolder, left), { recursive: true, force: true });
      }
      for (const part of missingParts()) await fetchPart(part, javaHome, log);
    },
  );
}

/**
 * @param {Part} part
 * @param {string} javaHome
 * @param {(line: string) => void} log
 */
async function fetchPart(part, javaHome, log) {
  const into = path.join(partsFolder, `.fetching-${part.name}-${process.pid}`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  fs.mkdirSync(into, { recursive: true });
  log(`fetching ${part.title} by Maven …`);
  const progress = setInterval(() => log(`… still fetching ${part.title}, ${seconds()} s so far`), 10_000);
  try {
    await part.fetch(into, javaHome);
    fs.renameSync(into, part.folder);
    log(`fetched ${part.title} in ${seconds()} s`);
  } finally {
    clearInterval(progress);
    fs.rmSync(into, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} javaHome
 */
async function maven(args, cwd, javaHome) {
  const command = onPath('mvn');
  if (!command) throw new Error('Maven (mvn) is not on the PATH');
  await run(command, ['-B', '-ntp', ...args], cwd, { ...process.env, JAVA_HOME: javaHome });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
function run(command, args, cwd, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => reject(new Error(`${command} could not be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const last = output.trimEnd().split('\n').slice(-15).join('\n');
      reject(
        new Error(`${path.basename(command)} ended with ${signal ?? `exit code ${code}`}; its last lines:\n${last}`),
      );
    });
  });
}
