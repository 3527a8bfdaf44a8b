// The sample company as a newcomer meets it: customers write by themselves, an answer reaches them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { until } from './harness.mjs';
import { databaseFor, dropDatabaseOf } from './harness/postgres.mjs';

/** Runs with the demo up and one of its operators signed in. @param {number} conversations @param {(there: {url: string, headers: Record<string, string>, get: (what: string) => Promise<any>}) => Promise<void>} work @param {string[]} more */
async function inDemo(conversations, work, ...more) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-demo-test-'));
  const child = spawn(process.env.PARLEY ?? 'build/dev/parley', ['demo', '--listen', '127.0.0.1:0', '--data', data, '--conversations', String(conversations), ...more], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...databaseFor(data) } });
  let said = '';
  child.stdout.on('data', (piece) => (said += piece));
  try {
    await until(() => /listening on /.test(said) || child.exitCode !== null, 'the demo is up', { seconds: 60 });
    const url = /listening on (\S+)/.exec(said)?.[1];
    const [, email, password] = /operator\t(\S+)\t(\S+)/.exec(said) ?? [];
    const session = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
    assert.equal(session.status, 200);
    const { csrf } = await session.json();
    const headers = { cookie: (session.headers.get('set-cookie') ?? '').split(';')[0], 'x-csrf-token': csrf, 'content-type': 'application/json' };
    const get = async (/** @type {string} */ what) => (await fetch(`${url}/api/v1${what}`, { headers })).json();
    await work({ url: String(url), headers, get });
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => (child.exitCode === null ? child.on('exit', done) : done(undefined)));
    dropDatabaseOf(data);
    fs.rmSync(data, { recursive: true, force: true });
  }
}

test('parley demo prints log-ins, fills the inbox, and delivers what is answered', { timeout: 120_000 }, () =>
  inDemo(120, async ({ url, headers, get }) => {
    await until(async () => (await get('/conversations')).items.length >= 3, 'three customers wrote');
    const [{ id }] = (await get('/conversations')).items;
    const answer = await fetch(`${url}/api/v1/conversations/${id}/messages`, { method: 'POST', headers, body: JSON.stringify({ text: 'Hello', client_id: 'demo-1' }) });
    assert.equal(answer.status, 201);
    const { id: sent } = await answer.json();
    await until(async () => (await get(`/conversations/${id}/messages`)).items.find((one) => one.id === sent)?.status === 'delivered', 'the answer is delivered');
  }));
test('a company of years is the month again and again, and its words are found', { timeout: 180_000 }, () =>
  inDemo(900, async ({ get }) => {
    const closed = async (/** @type {string} */ narrowed) => {
      const items = [];
      let cursor = '';
      do {
        const page = await get(`/conversations?view=closed&limit=200${narrowed}${cursor && `&cursor=${cursor}`}`);
        items.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return items;
    };
    const all = await closed('');
    assert.ok(all.length > 800, `${all.length} closed`);
    const oldest = all.at(-1).last_activity_at;
    assert.ok(Date.parse(oldest) < Date.now() - 60 * 86_400_000, `the oldest is of ${oldest}`);
    // Each narrowed list, read by an index of its own, is what the whole one holds of it.
    const ids = (/** @type {any[]} */ items) => items.map((one) => one.id);
    for (const name of ['Workshop', 'Size advice']) {
      const tagged = all.filter((one) => one.tags.includes(name));
      assert.ok(tagged.length > 5, `${tagged.length} with the tag ${name}`);
      assert.deepEqual(ids(await closed(`&tag=${encodeURIComponent(name)}`)), ids(tagged));
      assert.deepEqual(ids(await closed(`&tag=${encodeURIComponent(name)}&source=google`)), ids(tagged.filter((one) => one.lead?.source === 'google')));
    }
    for (const source of ['google', 'newsletter']) assert.deepEqual(ids(await closed(`&source=${source}`)), ids(all.filter((one) => one.lead?.source === source)));
    const [someone] = all.filter((one) => one.assignee);
    assert.deepEqual(ids(await closed(`&assignee=${someone.assignee.id}`)), ids(all.filter((one) => one.assignee?.id === someone.assignee.id)));
    assert.deepEqual(ids(await closed('&assignee=none')), ids(all.filter((one) => !one.assignee)));
    const { messages } = await get('/search?q=bike&limit=50');
    assert.ok(messages.some((/** @type {any} */ hit) => Date.parse(hit.message.sent_at) < Date.now() - 60 * 86_400_000), 'words of long ago');
  }, '--month', '300'));
