import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { beside, cpuSeconds, limits, line, median, postgres, root, round, scratch, start } from './room.mjs';

const requests = Number(process.env.BENCH_REQUESTS ?? 60_000), rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/** The same number of requests whoever answers them. @param {string} script @param {string} url @param {Record<string, string>} env */
async function wrk(script, url, env) {
  // Not execFileSync: the operators' sockets are read by this process meanwhile.
  const { stdout } = await promisify(execFile)('wrk', ['-t1', '-c64', '-d120s', '--latency', '-s', path.join(root, 'tests/bench/counted.lua'), url],
    { env: { ...process.env, ...env, COUNTED_SCRIPT: script, COUNTED_REQUESTS: String(requests) } });
  return JSON.parse(stdout.trim().split('\n').filter((text) => text.startsWith('{')).pop());
}

/** An operator's socket whose bytes are thrown away, at little cost to the machine they are measured on. @param {string} url @param {string} token */
const operator = (url, token) => new Promise((done, fail) => {
  const { hostname, port } = new URL(url);
  const seen = { bytes: 0, open: true, close: () => socket.destroy() };
  const callback = (/** @type {number} */ length, /** @type {Uint8Array} */ bytes) => {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, length);
    if (seen.bytes === 0 && !piece.toString('latin1').startsWith('HTTP/1.1 101')) fail(new Error(piece.toString()));
    seen.bytes += length;
    done(seen);
    return true;
  };
  const socket = net.connect({ port: Number(port), host: hostname, onread: { buffer: Buffer.alloc(1 << 18), callback } }, () => socket.write(`GET /ws HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`));
  socket.on('close', () => (seen.open = false));
  socket.on('error', fail);
});

/** With the processor time of the server for a request. @param {number} pid @param {() => any} work */
async function timed(pid, work) {
  const before = cpuSeconds(pid), measured = await work();
  return { ...measured, cpuUs: (cpuSeconds(pid) - before) / measured.requests * 1e6 };
}

async function floorOf() {
  const data = scratch('floor');
  const args = ['--threads', '1', '--hmac', '1', '--json', 'simdjson', '--db', path.join(data, 'floor.db'), '--schema', 'lean', '--autocheckpoint', '16000', '--checkpoint-thread', '1'];
  const measured = await beside('http_floor', args, (pid) => timed(pid, () => wrk(path.join(limits, 'lua/webhook.lua'), 'http://127.0.0.1:18080/webhook', { LIMITS_PAYLOADS: path.join(limits, 'payloads') })));
  fs.rmSync(data, { recursive: true, force: true });
  return measured;
}

/** @param {Record<string, string>} [env] */
async function ours(env = {}) {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0', ...env });
  const operators = await Promise.all(Array.from({ length: 10 }, (_, i) => operator(server.url, server.token(`rep${i}`))));
  const channel = server.channel();
  const secret = Buffer.from(channel.inbound_secret.slice(6), 'base64').toString('hex');
  const measured = await timed(server.pid, () => wrk(path.join(root, 'tests/bench/ingest.lua'), server.url, { PARLEY_KEY: channel.channel_key, PARLEY_SECRET_HEX: secret }));
  const rss = server.rssMb();
  const metrics = await (await fetch(server.url + '/metrics')).text();
  const metric = (name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)[1]);
  const still = operators.filter((each) => each.open).length;
  operators.forEach((each) => each.close());
  await server.stop();
  return { ...measured, rss, still, group: metric('parley_committed_steps_total') / metric('parley_commits_total') };
}

/** Signed messages of the API channel, durable before the answer, with ten operators looking on; in turn with the floor, medians. */
export default async function ingest() {
  const mine = [], floors = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(await ours());
    floors.push(await floorOf());
  }
  const of = (list, name) => median(list.map((each) => each[name]));
  const floor = floors[0] ? (name) => of(floors, name) : () => null;
  const ms = (us) => us === null ? null : round(us / 1000);
  line({ bench: 'ingest', value: of(mine, 'rps'), unit: 'req/s', floor: floor('rps'), p50_ms: ms(of(mine, 'p50_us')), p99_ms: ms(of(mine, 'p99_us')), rss_mb: of(mine, 'rss'), n: requests * rounds,
    errors: mine.reduce((sum, each) => sum + each.status_errors + each.socket_errors, 0), mean_group: round(of(mine, 'group'), 1), operators_still_connected: Math.min(...mine.map((each) => each.still)),
    cpu_us: round(of(mine, 'cpuUs'), 1), floor_cpu_us: floors[0] ? round(floor('cpuUs'), 1) : null, floor_p50_ms: ms(floor('p50_us')), floor_p99_ms: ms(floor('p99_us')),
    rounds: mine.map((each, i) => [each.rps, floors[i]?.rps ?? null]) });

  // The same on PostgreSQL, each time a new one, against the same floor.
  const there = [];
  for (let i = 0; i < Math.min(rounds, 2); i++) {
    const server = postgres();
    there.push(await ours({ PARLEY_DATABASE: server.address }));
    server.stop();
  }
  line({ bench: 'ingest', engine: 'postgresql', value: of(there, 'rps'), unit: 'req/s', floor: floor('rps'), p50_ms: ms(of(there, 'p50_us')), p99_ms: ms(of(there, 'p99_us')), rss_mb: of(there, 'rss'),
    n: requests * there.length, errors: there.reduce((sum, each) => sum + each.status_errors + each.socket_errors, 0), mean_group: round(of(there, 'group'), 1),
    cpu_us: round(of(there, 'cpuUs'), 1), rounds: there.map((each) => each.rps) });
}
