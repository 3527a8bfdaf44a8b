import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { missing, oraclesFolder, run } from '../telegram/oracles.mjs';

export { missing };

/** A copy of the oracles with only the libraries of one platform installed; made once and kept in the temp folder. @param {string} platform @param {string[]} packages */
function prepareOracles(platform, packages) {
  const copy = join(tmpdir(), `parley-oracles-${platform}-${userInfo().uid}`);
  if (existsSync(join(copy, 'ready'))) return copy;
  const work = `${copy}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  for (const name of ['wire.mjs', 'oracle.mjs']) cpSync(join(oraclesFolder, name), join(work, name));
  const { dependencies } = JSON.parse(readFileSync(join(oraclesFolder, 'package.json'), 'utf8'));
  const wanted = Object.fromEntries(packages.map((name) => [name, dependencies[name]]));
  writeFileSync(join(work, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: wanted }));
  execFileSync('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: 'pipe' });
  writeFileSync(join(work, 'ready'), '');
  rmSync(copy, { recursive: true, force: true });
  renameSync(work, copy);
  return copy;
}

/** @typedef {{id: string, secret: string, body: Buffer | string, headers: Record<string, string>}} Case */

/** Two judges by other people's code. @param {string} platform as the oracles name it @param {string[]} packages */
export const oraclesOf = (platform, packages) => ({
  /** What a library says of deliveries: accepted or not, in their order. @param {Case[]} cases @returns {Promise<boolean[]>} */
  async judge(cases) {
    const lines = cases.map(({ id, secret, body, headers }) => JSON.stringify({ id, platform, secret, body_b64: Buffer.from(body).toString('base64'), headers, url: 'https://h/hook' }));
    const { ok, text } = await run(prepareOracles(platform, packages), ['oracle.mjs'], {}, lines.join('\n'));
    if (!ok) throw new Error(text);
    return text.trim().split('\n').map((line) => JSON.parse(line).accept);
  },
  /** The libraries make their usual calls to a fake; what each says of the answers. @param {string} base @returns {Promise<any[]>} */
  async drive(base) {
    const { text } = await run(prepareOracles(platform, packages), ['wire.mjs'], { BASE: base, ONLY: platform });
    return text.trim().split('\n').map((line) => JSON.parse(line));
  },
});
