import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('swarm.cpp', import.meta.url));

/** Operators' sockets and requests under way; see swarm.cpp. @param {number} port @param {string} token @param {number} operators @param {number} window @param {string[]} requests */
export function swarm(port, token, operators, window, requests) {
  const program = path.join(os.tmpdir(), `parley-swarm-${fs.statSync(source).mtimeMs}`);
  if (!fs.existsSync(program)) execFileSync('g++', ['-std=c++20', '-O2', '-o', program, source]);
  const input = requests.map((one) => `${Buffer.byteLength(one)}\n${one}`).join('');
  return JSON.parse(execFileSync(program, [String(port), token, String(operators), String(window)], { input, encoding: 'utf8' }));
}
