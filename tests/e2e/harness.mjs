import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Operator } from './harness/operator.mjs';
import { databaseFor, dropDatabaseOf } from './harness/postgres.mjs';

export { Operator } from './harness/operator.mjs';
export { pause, until } from './harness/until.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A port that is free now. Kept over restarts, so that platforms find the server again. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** A running server with its data folder. */
export class Parley {
  /** @param {{binary: string, args: string[], dataDir: string, ownDir: boolean, port: number, env: Record<string, string>}} parts */
  constructor(parts) {
    this.binary = parts.binary;
    this.args = parts.args;
    this.dataDir = parts.dataDir;
    this.ownDir = parts.ownDir;
    this.port = parts.port;
    this.env = { ...process.env, PARLEY_METRICS: 'local', ...parts.env };
    this.url = '';
    /** All that the server wrote, for messages of failure. */ this.log = '';
    /** @type {import('node:child_process').ChildProcess | null} */ this.child = null;
  }
  /** Starts the server and waits for its line `listening on …`. */
  start() {
    const address = `127.0.0.1:${this.port}`;
    const child = spawn(this.binary, ['serve', '--listen', address, '--data', this.dataDir, '--public-url', `http://${address}`, ...this.args], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail('said nothing like "listening on" within 20 s'), 20_000);
      const fail = (why) => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`parley serve ${why}\n${this.log.slice(-4000)}`));
      };
      let out = '';
      child.on('error', (error) => fail(`did not start: ${error.message}`));
      child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
      child.stderr?.on('data', (part) => (this.log += part));
      child.stdout?.on('data', (part) => {
        this.log += part;
        out += part;
        const found = /listening on (http:\/\/\S+)/.exec(out);
        if (!found) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        this.url = found[1];
        resolve(undefined);
      });
    });
  }
  /** Ends the server by a signal and waits. @param {NodeJS.Signals} [signal] */
  kill(signal = 'SIGKILL') {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve(undefined);
      });
      child.kill(signal);
    });
  }
  /** @param {NodeJS.Signals} [signal] */
  async restart(signal = 'SIGTERM') {
    await this.kill(signal);
    await this.start();
  }
  async stop() {
    await this.kill('SIGTERM');
    if (!this.ownDir) return;
    dropDatabaseOf(this.dataDir);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
  /** Runs `parley ARGS --data DIR`; its output, or an error with what it said. @param {string[]} args @param {string} [stdin] @returns {Promise<string>} */
  cli(args, stdin = '') {
    const child = spawn(this.binary, [...args, '--data', this.dataDir], { env: this.env });
    let out = '';
    let err = '';
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`parley ${args.join(' ')}: exit ${code}\n${err}${out}`))));
    });
  }
  /** A user with a token of their own. @param {{email?: string, name?: string, role?: 'admin' | 'manager' | 'operator'}} [facts] */
  async operator({ email = 'olga@example.com', name = 'Olga', role = 'admin' } = {}) {
    await this.cli(['user', 'add', '--email', email, '--name', name, '--role', role, '--password-stdin'], 'correct horse battery staple\n');
    const out = await this.cli(['token', 'create', '--user', email, '--name', 'e2e']);
    const token = /"token"\s*:\s*"([^"]+)"/.exec(out)?.[1] ?? out.match(/[\w.-]{20,}/g)?.at(-1);
    if (!token) throw new Error(`no token in: ${out}`);
    return new Operator(this.url, token);
  }
  /** What `channel add` prints. @param {string} kind @param {string} name @param {Record<string, string>} settings @param {string[]} [flags] @returns {Promise<any>} */
  async addChannel(kind, name, settings, flags = []) {
    const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    return JSON.parse(await this.cli(['channel', 'add', '--kind', kind, '--name', name, ...set, ...flags]));
  }
}

/** @param {{binary?: string, args?: string[], dataDir?: string, port?: number, env?: Record<string, string>}} [options] */
export async function startParley(options = {}) {
  const given = options.binary ?? process.env.PARLEY ?? 'build/dev/parley';
  const binary = isAbsolute(given) ? given : join(root, given);
  if (!existsSync(binary)) throw new Error(`no server at ${binary}: build it, or name it by the variable PARLEY`);
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const parley = new Parley({
    binary, args: options.args ?? [], dataDir, ownDir: !options.dataDir,
    port: options.port ?? (await freePort()), env: { ...databaseFor(dataDir), ...options.env },
  });
  await parley.start();
  return parley;
}
