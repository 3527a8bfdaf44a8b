import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** Where the oracles lie; another place by the variable PARLEY_ORACLES. The project itself does not need them. */
export const oraclesFolder = process.env.PARLEY_ORACLES ?? join(here, '../../../../shared/testbeds/oracles');
export const missing = existsSync(join(oraclesFolder, 'tgspec.mjs')) ? false : `the oracles are missing (${oraclesFolder}); set PARLEY_ORACLES`;

const reader = join(here, 'spec_from_types.mjs');
/** The model as this reader of the declarations wrote it: one that was changed writes another. */
const model = `api-${createHash('sha256').update(readFileSync(reader)).digest('hex').slice(0, 12)}.json`;

/** A copy of the oracles with only the Telegram SDKs installed, and the model; made once and kept in the temp folder. */
export function prepareOracles() {
  const copy = join(tmpdir(), `parley-oracles-${userInfo().uid}`);
  if (!existsSync(join(copy, 'node_modules'))) install(copy);
  if (!existsSync(join(copy, model))) {
    const spec = execFileSync(process.execPath, [reader, copy], { maxBuffer: 64 << 20 });
    writeFileSync(join(copy, `${model}.${process.pid}`), spec);
    renameSync(join(copy, `${model}.${process.pid}`), join(copy, model));
  }
  return copy;
}

/** @param {string} copy */
function install(copy) {
  const work = `${copy}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  for (const name of ['wire.mjs', 'tgspec.mjs']) {
    cpSync(join(oraclesFolder, name), join(work, name));
  }
  const { dependencies } = JSON.parse(readFileSync(join(oraclesFolder, 'package.json'), 'utf8'));
  const wanted = { grammy: dependencies.grammy, telegraf: dependencies.telegraf, '@grammyjs/types': '5.0.0', typescript: '5.9.3' };
  writeFileSync(join(work, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: wanted }));
  execFileSync('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: 'pipe' });
  rmSync(copy, { recursive: true, force: true });
  renameSync(work, copy);
}

/** Checks recorded calls against the machine-readable Bot API. @param {object[]} calls @returns {Promise<{ok: boolean, text: string}>} */
export function checkCalls(calls) {
  const folder = prepareOracles();
  return run(folder, ['tgspec.mjs', model], {}, calls.map((call) => JSON.stringify(call)).join('\n'));
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
