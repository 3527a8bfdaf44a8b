// Two figures of the way from a customer to operators, the durable commit inside.
import path from 'node:path';
import { beside, line, measure, median, round, scratch, signedRequest, start } from './room.mjs';
import { swarm } from './swarm.mjs';

const port = 18090, rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const relay = (args, load) => beside('ws_floor', ['--port', String(port), ...args], () => measure('ws_load', '--port', port, '--seconds', 3, ...load));

/** One customer's message to 1,000 operators, eight under way at once. */
async function toMany(server, token, channel) {
  const requests = Array.from({ length: 400 }, (_, i) => signedRequest(channel, `many-${i % 50}`, `Message ${i} ${'to all '.repeat(20)}`));
  const measured = swarm(server.port, token, 1000, 8, requests);
  const rss = server.rssMb();
  const floor = await relay(['--mode', 'callback', '--raw', '1', '--coalesce', '1'], ['--operators', 1000, '--window', 8, '--bytes', 1500]);
  line({ bench: 'fanout', what: 'deliveries to 1,000 operators', value: measured.per_s, unit: 'deliveries/s', floor: floor && round(floor.deliveries_per_s, 0),
    p50_ms: round(measured.last_p50_us / 1000), p99_ms: round(measured.last_p99_us / 1000), rss_mb: rss, n: measured.deliveries });
}

/** A customer's message until an operator has it; the floor is a bare socket's relay and one fdatasync. Each round takes both, since a disk's speed changes by the minute. */
async function toOne(server, token, channel) {
  const n = 2000, taken = [];
  for (let r = 0; r < rounds; r++) {
    const measured = swarm(server.port, token, 1, 1, Array.from({ length: n }, (_, i) => signedRequest(channel, `one-${r}-${i % 200}`, `Is it there yet? ${i}`)));
    const socket = await relay(['--mode', 'callback'], ['--operators', 1, '--window', 1]);
    const disk = measure('fsync_floor', '--file', path.join(scratch('fsync'), 'file'), '--bytes', 4096, '--overwrite', 1);
    taken.push({ first: measured.first_p50_us, p99: measured.first_p99_us, answer: measured.answer_p50_us, socket: socket?.first_p50_us, disk: disk?.p50_us });
  }
  const middle = (/** @type {string} */ name) => round(median(taken.map((one) => one[name])) / 1000);
  const bare = taken.every((one) => one.socket && one.disk);
  line({ bench: 'fanout', what: 'customer to operator, durable', value: middle('first'), unit: 'ms', better: 'less',
    floor: bare ? round(median(taken.map((one) => one.socket + one.disk)) / 1000) : null,
    times_floor: bare ? taken.map((one) => round(one.first / (one.socket + one.disk), 2)) : null,
    p50_ms: middle('first'), p99_ms: middle('p99'), answer_p50_ms: middle('answer'), socket_p50_ms: bare ? middle('socket') : null, fdatasync_p50_ms: bare ? middle('disk') : null, n, rounds });
}

export default async function fanout() {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' });
  const token = server.token('rep');
  const channel = server.channel();
  await toOne(server, token, channel);
  await toMany(server, token, channel);
  await server.stop();
}
