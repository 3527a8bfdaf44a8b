// What the benches share: a server on a folder, the probes of ../shared/limits as floors, and the line they print.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = process.env.PARLEY ?? path.join(root, 'build/release/parley');
export const limits = path.join(root, '../shared/limits');
const probes = process.env.LIMITS_BUILD ?? path.join(os.tmpdir(), 'parley-limits-build');

export const round = (value, digits = 3) => Number(value.toFixed(digits));
export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const scratch = (name) => fs.mkdtempSync(path.join(os.tmpdir(), `parley-${name}-`));

/** One result. `better` tells which way is good; the ratio is always so that more is better. */
export function line({ bench, value, unit, floor = null, better = 'more', ...more }) {
  const ratio = floor === null ? null : round(better === 'more' ? value / floor : floor / value);
  console.log(JSON.stringify({ bench, value, unit, floor, ratio, ...more }));
}

/** The path of a probe, built when need be; null where the limits are missing. */
export function probe(name) {
  if (!fs.existsSync(path.join(limits, 'build.sh'))) return null;
  if (!fs.existsSync(path.join(probes, name))) execFileSync(path.join(limits, 'build.sh'), { env: { ...process.env, LIMITS_BUILD: probes }, stdio: 'ignore' });
  return path.join(probes, name);
}
/** The one JSON line that a probe prints; null where it is missing. @param {string} name @param {(string | number)[]} args */
export function measure(name, ...args) {
  const program = probe(name);
  return program && JSON.parse(execFileSync(program, args.map(String), { encoding: 'utf8' }).trim().split('\n').pop());
}
/** Processor time a process has used, all its threads. @param {number} pid */
export function cpuSeconds(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
/** Runs `work` beside a probe that serves. @template T @param {string} name @param {string[]} args @param {(pid: number) => T | Promise<T>} work */
export async function beside(name, args, work) {
  const program = probe(name);
  if (!program) return null;
  const child = spawn(program, args, { stdio: 'ignore' });
  try {
    await pause(800);
    return await work(child.pid ?? 0);
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => child.on('exit', done));
  }
}

/** A PostgreSQL whose commits are durable, in a folder of its own; without `kept` it goes with its data. @param {string} [kept] */
export function postgres(kept) {
  const folder = kept ?? scratch('postgres'), tool = path.join(root, 'tests/support/postgres');
  const call = (/** @type {string} */ verb) => execFileSync(tool, [verb, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  call('start');
  process.on('exit', () => call('stop'));
  return {
    address: `postgresql://parley@/parley?host=${folder}`,
    stop: () => {
      call('stop');
      if (!kept) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server on a fresh folder, which goes with it, or on one that stays. @param {Record<string, string>} [env] @param {string} [kept] */
export async function start(env = {}, kept) {
  const data = kept ?? scratch('bench');
  const began = process.hrtime.bigint();
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { env: { ...process.env, PARLEY_METRICS: 'local', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      const found = /listening on (\S+)/.exec(text);
      if (found) done(found[1]);
    });
    child.on('exit', () => fail(new Error('the server ended: ' + text)));
  });
  process.on('exit', () => child.kill());
  const startMs = Number(process.hrtime.bigint() - began) / 1e6;
  const cli = (args, input = '') => execFileSync(binary, [...args, '--data', data], { input, encoding: 'utf8' });
  return {
    url, data, cli, pid: child.pid, startMs, port: Number(new URL(url).port),
    rssMb: () => round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024, 1),
    /** A new user's API token. */
    token: (name, role = 'operator') => {
      cli(['user', 'add', '--email', `${name}@bench.example`, '--name', name, '--role', role, '--password-stdin'], 'a-long-password\n');
      return cli(['token', 'create', '--user', `${name}@bench.example`, '--name', 'bench']).trim();
    },
    channel: () => JSON.parse(cli(['channel', 'add', '--kind', 'api', '--name', 'Bench'])),
    stop: () => new Promise((done) => {
      child.removeAllListeners('exit');
      child.on('exit', () => done(kept ?? fs.rmSync(data, { recursive: true, force: true })));
      child.kill('SIGTERM');
    }),
  };
}

let serial = 0;
/** A signed request of the API channel, as bytes for the wire. @param {any} channel @param {string} who @param {string} text */
export function signedRequest(channel, who, text) {
  const id = `${process.pid}-${++serial}`;
  const body = JSON.stringify({ events: [{ id: `e-${id}`, type: 'message.created', created_at: new Date().toISOString(), data: {
    message: { id: `m-${id}`, direction: 'in', contact: { id: who, name: `Customer ${who}` }, text, sent_at: new Date().toISOString() } } }] });
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', Buffer.from(channel.inbound_secret.slice(6), 'base64')).update(`w-${id}.${stamp}.${body}`).digest('base64');
  return `POST /api/channel/v1/${channel.channel_key}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nwebhook-id: w-${id}\r\n`
    + `webhook-timestamp: ${stamp}\r\nwebhook-signature: v1,${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
