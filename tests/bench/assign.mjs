import { line, median, round, signedRequest, start } from './room.mjs';
import { swarm } from './swarm.mjs';

const racers = 64;
const rounds = 20;

/** 64 operators claim the same conversation at once: one gets it, the others hear whose it is. */
export default async function assign() {
  const server = await start({ PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' });
  const watcher = server.token('watcher', 'admin');
  const tokens = Array.from({ length: racers }, (_, i) => server.token(`racer${i}`));
  const channel = server.channel();
  swarm(server.port, watcher, 1, 1, Array.from({ length: rounds }, (_, i) => signedRequest(channel, `race-${i}`, 'Who takes me?')));
  const call = async (token, method, where, body) => {
    const answer = await fetch(`${server.url}/api/v1${where}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    return { status: answer.status, json: await answer.json() };
  };
  const ids = await Promise.all(tokens.map(async (token) => (await call(token, 'GET', '/me')).json.id));
  const { items } = (await call(watcher, 'GET', '/conversations?view=all&limit=200')).json;
  const times = [];
  for (const { id, assignee } of items) {
    if (assignee) await call(watcher, 'PATCH', `/conversations/${id}`, { assignee_id: null });
    const began = process.hrtime.bigint();
    const answers = await Promise.all(tokens.map((token, i) => call(token, 'PATCH', `/conversations/${id}`, { assignee_id: ids[i], expected_assignee_id: null })));
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
    const won = answers.filter((one) => one.status === 200).length;
    const lost = answers.filter((one) => one.status === 409).length;
    if (won !== 1 || won + lost !== racers) throw new Error(`${won} won and ${lost} lost of ${racers}`);
  }
  await server.stop();
  line({ bench: 'assign', what: `${racers} claims of one conversation, all answered`, value: round(median(times), 1), unit: 'ms', n: items.length });
}
