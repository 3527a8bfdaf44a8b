// A whole company from SQLite to PostgreSQL and back, broken off on the way.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from './harness.mjs';
import { databaseFor, dropDatabaseOf, psql, schemaOf } from './harness/postgres.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'parley-move-'));
const home = join(scratch, 'home'), back = join(scratch, 'back');
/** @type {(() => Promise<void> | void)[]} */ const closers = [() => rmSync(scratch, { recursive: true, force: true })];
after(async () => {
  for (const close of closers.reverse()) await close();
});
const binary = process.env.PARLEY ?? 'build/dev/parley';
const move = (/** @type {string} */ from, /** @type {string} */ to) => execFileSync(binary, ['move', '--from', from, '--to', to], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const refused = (/** @type {string} */ from, /** @type {string} */ to) => {
  try {
    return `not refused: ${move(from, to)}`;
  } catch (error) {
    return String(/** @type {any} */ (error).stderr);
  }
};
/** All that a person can see. @param {import('./harness.mjs').Parley} parley @param {string} token */
async function seen(parley, token) {
  const get = async (/** @type {string} */ path) => (await fetch(`${parley.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  const list = (await get('/conversations?view=all&limit=200')).items;
  const threads = [];
  for (const { id } of list) threads.push((await get(`/conversations/${id}/messages?limit=200`)).items.map((/** @type {any} */ one) => [one.id, one.text, one.status, one.attachments.length]));
  const search = async (/** @type {string} */ q) => (await get(`/search?q=${encodeURIComponent(q)}`)).messages.map((/** @type {any} */ one) => one.message.id);
  return { list: list.map((/** @type {any} */ one) => [one.id, one.contact.name, one.unread, one.lead?.stage?.name]), threads, found: [await search('елка'), await search('lodz'), await search('mess')] };
}

test('there and back again: the same people, threads and finds, and life goes on', { timeout: 300_000 }, async () => {
  const env = { PARLEY_DATABASE: '' };
  const parley = await startParley({ dataDir: home, env });
  closers.push(() => parley.stop());
  const olga = await parley.operator();
  const channel = await parley.addChannel('api', 'App', {});
  const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
  for (let i = 0; i < 30; i++) {
    const contact = { id: `p${i}`, name: `Person ${i}`, email: `p${i}@example.com` };
    await client.events([client.message({ contact, text: i ? `message ${i}` : 'a message\twith \\N and\nC:\\new\r\n' }), client.message({ contact, text: i % 2 ? 'Ёлка, żółta' : 'Łódź 😀' })]);
  }
  const { token } = olga;
  // The index follows a moment behind: all of it, or what is found later is more than what was found here.
  const all = async () => (await seen(parley, token)).found.map((ids) => ids.length);
  for (let i = 0; i < 300 && (await all()).join() !== '15,15,30'; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(await all(), [15, 15, 30]);
  const before = await seen(parley, token);
  assert.equal(before.list.length, 30);
  const sqlite = `sqlite:${join(home, 'parley.db')}`;
  assert.match(refused(sqlite, `sqlite:${join(back, 'parley.db')}`), /is in use by another Parley/);
  await parley.kill('SIGTERM');

  const address = databaseFor(back).PARLEY_DATABASE;
  closers.push(() => dropDatabaseOf(back));
  // Broken off again and again; each time it goes on.
  let broken = 0, half = false;
  for (let wait = 25; ; wait += 60) {
    const child = spawn(binary, ['move', '--from', sqlite, '--to', address], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
    const timer = setTimeout(() => child.kill('SIGKILL'), wait);
    const code = await new Promise((resolve) => child.on('exit', resolve));
    clearTimeout(timer);
    if (code === null) {
      broken++;
      if (!half && psql(`SELECT to_regclass('${schemaOf(back)}.parley_move') IS NOT NULL`).trim() === 't') {
        half = true;
        await assert.rejects(startParley({ dataDir: join(scratch, 'there'), env: { PARLEY_DATABASE: address } }), /holds a part of a company only/);
      }
      continue;
    }
    assert.equal(code, 0, said);
    assert.match(said, /moved and compared: \d+ rows of \d+ tables/);
    assert.match(said, /parley\.key/, 'what opens the secrets of channels is no part of a database');
    break;
  }
  assert.ok(broken > 0, 'it was broken off');
  assert.ok(half, 'nobody works with half a company');
  const fresh = await startParley({ dataDir: join(scratch, 'fresh') });
  closers.push(() => fresh.stop());
  const indexes = (/** @type {string} */ dataDir) => psql(`SELECT indexname FROM pg_indexes WHERE schemaname = '${schemaOf(dataDir)}' ORDER BY 1`);
  assert.equal(indexes(back), indexes(fresh.dataDir));
  assert.equal(psql(`SELECT to_regclass('${schemaOf(back)}.parley_move') IS NULL`).trim(), 't');
  assert.match(refused(sqlite, address), /holds data already \(\w+\); name an empty database/);

  const withKey = (/** @type {string} */ folder) => {
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(home, 'parley.key'), join(folder, 'parley.key'));
  };
  withKey(join(scratch, 'there'));
  const there = await startParley({ dataDir: join(scratch, 'there'), env: { PARLEY_DATABASE: address }, port: parley.port });
  closers.push(() => there.stop());
  assert.deepEqual(await seen(there, token), before);
  const { json } = await client.events([client.message({ contact: { id: 'p3', name: 'Person 3' }, text: 'and on it goes' })]);
  assert.equal(json.results[0].status, 'accepted');
  assert.equal((await client.events([client.message({ contact: { id: 'new', name: 'Newcomer' }, text: 'hello' })])).json.results[0].status, 'accepted');
  const after = await seen(there, token);
  assert.equal(after.list.length, 31);
  assert.match(await there.cli(['verify']), /^ok/);
  await there.kill('SIGTERM');

  assert.match(move(address, `sqlite:${join(back, 'parley.db')}`), /moved and compared/);
  const made = (/** @type {string} */ dir) => execFileSync('sqlite3', [join(dir, 'parley.db'), "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"], { encoding: 'utf8' });
  assert.equal(made(back), made(home));
  withKey(back);
  const again = await startParley({ dataDir: back, env, port: parley.port });
  closers.push(() => again.stop());
  const found = (/** @type {any} */ one) => ({ ...one, found: null });
  assert.deepEqual(found(await seen(again, token)), found(after));
  assert.match(await again.cli(['verify']), /^ok/);
});

test('what is missing or wrong is said', () => {
  assert.match(refused(`sqlite:${join(scratch, 'nowhere', 'parley.db')}`, 'sqlite:x/parley.db'), /there is no .*nowhere\/parley\.db/);
  assert.match(refused('mysql://x', 'sqlite:x/parley.db'), /database is postgresql:/);
});
