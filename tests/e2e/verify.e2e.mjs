// `parley verify` finds what cannot be, on either engine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from './harness.mjs';
import { onPostgres, psql, schemaOf } from './harness/postgres.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
after(() => parley?.stop());

test('all is well at first; each thing that is broken is named with its ids', { timeout: 120_000 }, async () => {
  parley = await startParley();
  await parley.operator();
  const channel = await parley.addChannel('api', 'App', {});
  const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
  for (const name of ['Ann', 'Bob', 'Cid', 'Dan']) await client.events([client.message({ contact: { id: name, name }, text: 'hello' }), client.message({ contact: { id: name, name }, text: 'again' })]);
  assert.match(await parley.cli(['verify']), /^ok: schema \d+, integrity checked\n$/);
  await parley.kill('SIGTERM');
  const ask = (/** @type {string} */ sql) => (onPostgres ? psql(`SET search_path = ${schemaOf(parley.dataDir)}; ${sql}`) : execFileSync('sqlite3', [join(parley.dataDir, 'parley.db'), sql], { encoding: 'utf8' })).trim();
  const [a, b, c, d] = ask('SELECT id FROM conversation ORDER BY id').split('\n');
  ask(`DELETE FROM conversation_state WHERE id = ${a}`);
  ask(`UPDATE conversation_state SET wait_id = NULL WHERE id = ${b}`);
  ask(`DELETE FROM message WHERE conversation_id = ${c} AND id = (SELECT last_message_id FROM conversation_state WHERE id = ${c})`);
  ask(`DELETE FROM contact WHERE id = (SELECT contact_id FROM conversation WHERE id = ${d})`);
  ask('DELETE FROM event WHERE seq = 2');
  await parley.start();
  const told = await parley.cli(['verify']).then(() => 'well', (/** @type {Error} */ error) => error.message);
  for (const line of [`conversations without their state: ${a}`, `conversations whose last message is missing: ${c}`, `conversations whose customer waits otherwise than it says: ${b}`, `conversations without their contact: ${d}`, 'the event log has a hole before number: \\d+']) assert.match(told, new RegExp(`^${line}$`, 'm'));
  assert.match(told, /exit 1/);
});
