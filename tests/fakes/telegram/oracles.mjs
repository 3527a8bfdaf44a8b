import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** Where the oracles lie; another place by the variable PARLEY_ORACLES. The project itself does not need them. */
export const oraclesFolder = process.env.PARLEY_ORACLES ?? join(here, '../../../../shared/testbeds/oracles');
export const missing = existsSync(join(oraclesFolder, 'tgspec.mjs')) ? false : `the oracles are missing (${oraclesFolder}); set PARLEY_ORACLES`;

/** A copy of the oracles with only the Telegram SDKs installed, and api.json; made once and kept in the temp folder. */
export function prepareOracles() {
  const copy = join(tmpdir(), `parley-oracles-${userInfo().uid}`);
  if (existsSync(join(copy, 'api.json'))) return copy;
  const work = `${copy}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  for (const name of ['wire.mjs', 'tgspec.mjs']) {
    cpSync(join(oraclesFolder, name), join(work, name));
  }
  const { dependencies } = JSON.parse(readFileSync(join(oraclesFolder, 'package.json'), 'utf8'));
  const wanted = { grammy: dependencies.grammy, telegraf: dependencies.telegraf, '@grammyjs/types': '5.0.0', typescript: '5.9.3' };
  writeFileSync(join(work, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: wanted }));
  execFileSync('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: 'pipe' });
  const spec = execFileSync(process.execPath, [join(here, 'spec_from_types.mjs'), work], { maxBuffer: 64 << 20 });
  writeFileSync(join(work, 'api.json'), spec);
  rmSync(copy, { recursive: true, force: true });
  renameSync(work, copy);
  return copy;
}

/** Checks recorded calls against the machine-readable Bot API. @param {object[]} calls @returns {Promise<{ok: boolean, text: string}>} */
export function checkCalls(calls) {
  const folder = prepareOracles();
  return run(folder, ['tgspec.mjs', 'api.json'], {}, calls.map((call) => JSON.stringify(call)).join('\n'));
}

/** @param {string} folder @param {string[]} args @param {Record<string, string>} env @param {string} [stdin] @returns {Promise<{ok: boolean, text: string}>} */
export function run(folder, args, env, stdin = '') {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.stderr.on('data', (part) => (text += part));
    child.on('close', (code) => resolve({ ok: code === 0, text }));
    child.stdin.end(stdin);
  });
}
