// The sample company of `parley demo`, with its people's log-ins and the site that carries its chat.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../e2e/harness.mjs';

/** @param {string[]} [args] more of the command line */
export async function openSample(args = []) {
  const data = mkdtempSync(join(tmpdir(), 'parley-sample-'));
  const server = spawn(resolve(process.env.PARLEY ?? 'build/dev/parley'), ['demo', '--listen', '127.0.0.1:0', '--data', data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let log = '';
  server.stdout.on('data', (piece) => (said += piece));
  server.stderr.on('data', (piece) => (log += piece));
  const ended = new Promise((done) => server.once('exit', (code, signal) => done(code ?? signal)));
  const close = async () => {
    const early = server.exitCode ?? server.signalCode;
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
    if (early !== null) throw new Error(`the sample company ended by itself with ${early}\n${log.slice(-4000)}`);
  };
  try {
    const url = await until(() => /listening on (\S+)/.exec(said)?.[1], 'the sample company is open', { seconds: 60 });
    /** @param {'admin' | 'manager' | 'operator'} role */
    const login = (role) => {
      const [, email, password, name] = new RegExp(`${role}\\t(\\S+)\\t(\\S+)\\t(.+)`).exec(said) ?? [];
      return { email, password, name };
    };
    /** Their pages are in that language. @param {'admin' | 'manager' | 'operator'} role @param {string} language */
    const speak = async (role, language) => {
      const call = (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body, /** @type {Record<string, string>} */ headers = {}) =>
        fetch(`${url}/api/v1${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      const { email, password } = login(role);
      const signed = await call('POST', '/session', { email, password });
      const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
      const { csrf } = /** @type {any} */ (await signed.json());
      const answer = await call('PATCH', '/me', { language }, { cookie, 'x-csrf-token': csrf });
      if (!answer.ok) throw new Error(`PATCH /me: ${answer.status} ${await answer.text()}`);
    };
    return { url, login, speak, close };
  } catch (error) {
    await close();
    throw error;
  }
}
