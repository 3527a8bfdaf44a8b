// Two figures of the way from a customer to operators, the durable commit inside.
import path from 'node:path';
import { beside, line, measure, round, scratch, signedRequest, start } from './room.mjs';
import { swarm } from './swarm.mjs';

const port = 18090;
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

/** A customer's message until an operator has it; the floor is a bare socket's relay and one fdatasync. */
async function toOne(server, token, channel) {
  const requests = Array.from({ length: 2000 }, (_, i) => signedRequest(channel, `one-${i % 200}`, `Is it there yet? ${i}`));
  const measured = swarm(server.port, token, 1, 1, requests);
  const socket = await relay(['--mode', 'callback'], ['--operators', 1, '--window', 1]);
  const disk = measure('fsync_floor', '--file', path.join(scratch('fsync'), 'file'), '--bytes', 4096, '--overwrite', 1);
  line({ bench: 'fanout', what: 'customer to operator, durable', value: round(measured.first_p50_us / 1000), unit: 'ms', better: 'less',
    floor: socket && disk && round((socket.first_p50_us + disk.p50_us) / 1000), p50_ms: round(measured.first_p50_us / 1000), p99_ms: round(measured.first_p99_us / 1000),
    answer_p50_ms: round(measured.answer_p50_us / 1000), socket_p50_ms: socket && round(socket.first_p50_us / 1000), fdatasync_p50_ms: disk && round(disk.p50_us / 1000), n: requests.length });
}

export default async function fanout() {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' });
  const token = server.token('rep');
  const channel = server.channel();
  await toOne(server, token, channel);
  await toMany(server, token, channel);
  await server.stop();
}
