import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { beside, limits, line, root, round, scratch, start } from './room.mjs';

const wrk = (script, url, env, seconds = 5) =>
  JSON.parse(execFileSync('wrk', ['-t1', '-c64', `-d${seconds}s`, '--latency', '-s', script, url], { env: { ...process.env, ...env }, encoding: 'utf8' }).trim().split('\n').filter((text) => text.startsWith('{')).pop());

/** An operator's socket whose bytes are thrown away. @param {string} url @param {string} token */
const operator = (url, token) => new Promise((done, fail) => {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname, () => socket.write(`GET /ws HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`));
  const seen = { bytes: 0, open: true, close: () => socket.destroy() };
  socket.on('data', (piece) => {
    if (seen.bytes === 0 && !piece.toString('latin1').startsWith('HTTP/1.1 101')) fail(new Error(piece.toString()));
    seen.bytes += piece.length;
    done(seen);
  });
  socket.on('close', () => (seen.open = false));
  socket.on('error', fail);
});

async function floorOf() {
  const data = scratch('floor');
  const args = ['--threads', '1', '--hmac', '1', '--json', 'simdjson', '--db', path.join(data, 'floor.db'), '--schema', 'lean', '--autocheckpoint', '16000', '--checkpoint-thread', '1'];
  const measured = await beside('http_floor', args, () => wrk(path.join(limits, 'lua/webhook.lua'), 'http://127.0.0.1:18080/webhook', { LIMITS_PAYLOADS: path.join(limits, 'payloads') }));
  fs.rmSync(data, { recursive: true, force: true });
  return measured;
}

/** Signed messages of the API channel, durable before the answer, with ten operators looking on. */
export default async function ingest() {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' });
  const operators = await Promise.all(Array.from({ length: 10 }, (_, i) => operator(server.url, server.token(`rep${i}`))));
  const channel = server.channel();
  const secret = Buffer.from(channel.inbound_secret.slice(6), 'base64').toString('hex');
  const measured = wrk(path.join(root, 'tests/bench/ingest.lua'), server.url, { PARLEY_KEY: channel.channel_key, PARLEY_SECRET_HEX: secret });
  const rss = server.rssMb();
  const metrics = await (await fetch(server.url + '/metrics')).text();
  const metric = (name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)[1]);
  const still = operators.filter((each) => each.open).length;
  operators.forEach((each) => each.close());
  await server.stop();
  const floor = await floorOf();
  line({ bench: 'ingest', value: measured.rps, unit: 'req/s', floor: floor?.rps ?? null, p50_ms: round(measured.p50_us / 1000), p99_ms: round(measured.p99_us / 1000), rss_mb: rss, n: measured.requests,
    errors: measured.status_errors + measured.socket_errors, mean_group: round(metric('parley_committed_steps_total') / metric('parley_commits_total'), 1), operators_still_connected: still,
    floor_p50_ms: floor ? round(floor.p50_us / 1000) : null, floor_p99_ms: floor ? round(floor.p99_us / 1000) : null });
}
