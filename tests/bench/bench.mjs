// node tests/bench/bench.mjs NAME...   prints one JSON line per result, with the floor of the same run where ../shared/limits is.
import { execFileSync, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const binary = process.env.PARLEY ?? path.join(root, 'build/release/parley');
const limits = path.join(root, '../shared/limits');
const probes = process.env.LIMITS_BUILD ?? path.join(os.tmpdir(), 'parley-limits-build');
const haveFloor = fs.existsSync(path.join(limits, 'build.sh'));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const line = (result) => console.log(JSON.stringify(result));
const round = (value, digits = 3) => Number(value.toFixed(digits));

const probe = (name) => {
  if (!haveFloor) return null;
  if (!fs.existsSync(path.join(probes, name))) execFileSync(path.join(limits, 'build.sh'), { env: { ...process.env, LIMITS_BUILD: probes }, stdio: 'ignore' });
  return path.join(probes, name);
};
const wrk = (script, url, env, seconds = 5) =>
  JSON.parse(execFileSync('wrk', ['-t1', '-c64', `-d${seconds}s`, '--latency', '-s', script, url], { env: { ...process.env, PARLEY_METRICS: 'local', ...env }, encoding: 'utf8' }).trim().split('\n').filter((text) => text.startsWith('{')).pop());

/** A server on a fresh folder. */
async function start(env = {}) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
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
  const cli = (args, input = '') => execFileSync(binary, [...args, '--data', data], { input, encoding: 'utf8' });
  return {
    url, data, cli, pid: child.pid, startMs: Number(process.hrtime.bigint() - began) / 1e6,
    rssMb: () => round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024, 1),
    stop: () => new Promise((done) => { child.removeAllListeners('exit'); child.on('exit', () => { fs.rmSync(data, { recursive: true, force: true }); done(); }); child.kill('SIGTERM'); }),
  };
}

/** An operator's socket whose bytes are counted and thrown away. */
const operator = (url, token) => new Promise((done, fail) => {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname, () => socket.write(`GET /ws HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`));
  const seen = { bytes: 0, open: true, close: () => socket.destroy() };
  socket.on('data', (piece) => { if (seen.bytes === 0 && !piece.toString('latin1').startsWith('HTTP/1.1 101')) fail(new Error(piece.toString())); seen.bytes += piece.length; done(seen); });
  socket.on('close', () => { seen.open = false; });
  socket.on('error', fail);
});

async function ingestFloor() {
  const server = probe('http_floor');
  if (!server) return null;
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-floor-'));
  const child = spawn(server, ['--threads', '1', '--hmac', '1', '--json', 'simdjson', '--db', path.join(data, 'floor.db'), '--schema', 'lean', '--autocheckpoint', '16000', '--checkpoint-thread', '1'], { stdio: 'ignore' });
  await pause(800);
  const measured = wrk(path.join(limits, 'lua/webhook.lua'), 'http://127.0.0.1:18080/webhook', { LIMITS_PAYLOADS: path.join(limits, 'payloads') });
  child.kill('SIGTERM');
  await new Promise((done) => child.on('exit', done));
  fs.rmSync(data, { recursive: true, force: true });
  return measured;
}

async function ingest() {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' });
  const operators = [];
  for (let i = 0; i < 10; ++i) {
    server.cli(['user', 'add', '--email', `rep${i}@bench.example`, '--name', `Rep ${i}`, '--role', 'operator', '--password-stdin'], 'a-long-password\n');
    operators.push(await operator(server.url, server.cli(['token', 'create', '--user', `rep${i}@bench.example`, '--name', 'bench']).trim()));
  }
  const channel = JSON.parse(server.cli(['channel', 'add', '--kind', 'api', '--name', 'Bench']));
  const secret = Buffer.from(channel.inbound_secret.slice(6), 'base64').toString('hex');
  const measured = wrk(path.join(root, 'tests/bench/ingest.lua'), server.url, { PARLEY_KEY: channel.channel_key, PARLEY_SECRET_HEX: secret });
  const rss = server.rssMb();
  const metrics = await (await fetch(server.url + '/metrics')).text();
  const metric = (name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)[1]);
  const still = operators.filter((each) => each.open).length;
  operators.forEach((each) => each.close());
  await server.stop();
  const floor = await ingestFloor();
  line({ bench: 'ingest', value: measured.rps, unit: 'req/s', floor: floor?.rps ?? null, ratio: floor ? round(measured.rps / floor.rps) : null, p50_ms: round(measured.p50_us / 1000), p99_ms: round(measured.p99_us / 1000), rss_mb: rss, n: measured.requests, errors: measured.status_errors + measured.socket_errors, mean_group: round(metric('parley_committed_steps_total') / metric('parley_commits_total'), 1), operators_still_connected: still, floor_p50_ms: floor ? round(floor.p50_us / 1000) : null, floor_p99_ms: floor ? round(floor.p99_us / 1000) : null });
}

async function starting() {
  const times = [];
  let rss = 0;
  for (let i = 0; i < 7; ++i) {
    const server = await start();
    times.push(server.startMs);
    rss = server.rssMb();
    await server.stop();
  }
  // The floor is what it costs to start any process of this size and wait for its first line.
  const bare = [];
  for (let i = 0; i < 7; ++i) {
    const began = process.hrtime.bigint();
    execFileSync(binary, ['version']);
    bare.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const value = middle(times);
  const floor = middle(bare);
  line({ bench: 'start', value: round(value, 1), unit: 'ms', floor: round(floor, 1), ratio: round(floor / value), rss_mb: rss, n: times.length });
}

function sizes() {
  const bytes = fs.statSync(binary).size;
  line({ bench: 'size', value: round(bytes / 2 ** 20, 2), unit: 'MiB', floor: null, ratio: null, what: 'binary', n: 1 });
}

const benches = { ingest, start: starting, size: sizes };
const names = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(benches);
for (const name of names) {
  if (!benches[name]) {
    console.error(`there is no bench ${name}; known: ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  await benches[name]();
}
