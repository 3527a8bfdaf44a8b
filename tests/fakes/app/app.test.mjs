import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { startAppFake } from './app.mjs';
import { refuse, sign, signedHeaders } from './signing.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../fixtures/api/${path}`, import.meta.url), 'utf8'));
const vectors = read('signing.json');
const secret = vectors.more[0].secret;

describe('signatures', () => {
  test('the main vector is signed as expected', () => {
    assert.equal(sign(vectors.secret, vectors.webhook_id, vectors.webhook_timestamp, vectors.body), vectors.expected);
  });
  for (const vector of vectors.more)
    test(`${vector.name} is ${vector.valid ? 'believed' : 'refused'}`, () => {
      const headers = { 'webhook-id': vector.webhook_id, 'webhook-timestamp': vector.webhook_timestamp, 'webhook-signature': vector.presented ?? vector.expected };
      const reason = refuse([vector.secret], headers, vector.body, vectors.now_for_the_test);
      assert.equal(reason === null, vector.valid, String(reason));
    });
  test('300 seconds of skew are allowed, 301 are not', () => {
    const body = Buffer.from('{}');
    for (const [skew, reason] of /** @type {[number, string | null][]} */ ([[300, null], [-300, null], [301, 'stale_timestamp'], [-301, 'stale_timestamp']]))
      assert.equal(refuse([secret], signedHeaders([secret], 'x', 1000 + skew, body), body, 1000), reason);
  });
});

describe('callbacks', () => {
  const apps = [];
  after(async () => {
    for (const app of apps) await app.close();
  });
  async function setUp() {
    const app = await startAppFake({ secrets: [secret] });
    apps.push(app);
    const post = async (event, more = {}) => {
      const body = Buffer.from(JSON.stringify(event));
      const headers = { 'content-type': 'application/json', 'user-agent': 'Parley-Channel/1', ...signedHeaders([more.secret ?? secret], event.id, app.now(), body) };
      const response = await fetch(app.url, { method: 'POST', headers, body, redirect: 'manual', signal: more.signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
    const event = (sequence, conversation = 'c1', id = `evt_${conversation}_${sequence}`) => ({ ...read('outbound/message_created_text.json'), id, sequence, data: { message: { id: `m${sequence}`, conversation_id: conversation, text: `t${sequence}` } } });
    return { app, post, event };
  }
  test('the fixtures are accepted in their order', async () => {
    const { app, post } = await setUp();
    app.lanes.set('cnv_01KAQ00001', { done: 16, open: null });
    for (const name of ['channel_verify', 'message_created_text', 'message_created_rich', 'message_updated', 'message_deleted', 'conversation_read', 'typing', 'conversation_closed', 'contact_merged'])
      assert.equal((await post(read(`outbound/${name}.json`))).status, 200);
    assert.deepEqual(app.violations, []);
    assert.equal(app.accepted.length, 9);
  });
  test('the challenge comes back', async () => {
    const { post } = await setUp();
    assert.deepEqual(JSON.parse((await post(read('outbound/channel_verify.json'))).text), { challenge: 'k3J9s0-qQ1x7mB2v' });
  });
  test('a wrong secret is refused and noted', async () => {
    const { app, post, event } = await setUp();
    assert.equal((await post(event(1), { secret: vectors.secret })).status, 401);
    assert.deepEqual(app.violations, ['callback refused: bad_signature']);
  });
  test('each scripted answer is given once, then all is well', async () => {
    const { app, post, event } = await setUp();
    app.answer({ kind: 'status', code: 503, retry_after: 2 });
    app.answer({ kind: 'cut' });
    app.answer({ kind: 'empty' });
    const first = await post(event(1));
    assert.deepEqual([first.status, first.headers.get('retry-after')], [503, '2']);
    await assert.rejects(post(event(1)));
    assert.equal((await post(event(1))).status, 204);
    app.answer({ kind: 'redirect' });
    assert.equal((await post(event(2))).status, 302);
    app.answer({ kind: 'status', code: 422, body: read('responses/outbound_permanent_failure.json') });
    assert.equal(JSON.parse((await post(event(3))).text).code, 'user_deleted');
    app.answer({ kind: 'timeout' });
    await assert.rejects(post(event(4), { signal: AbortSignal.timeout(100) }));
    assert.equal(JSON.parse((await post(event(4))).text).message.status, 'sent');
    assert.deepEqual(app.violations, []);
  });
  test('an accepted event that comes again is counted', async () => {
    const { app, post, event } = await setUp();
    await post(event(1));
    await post(event(1));
    assert.equal(app.duplicates, 1);
    assert.equal(app.accepted.length, 1);
  });
  test('a gap, and overtaking an unfinished event, are noted; other conversations are free', async () => {
    const { app, post, event } = await setUp();
    app.answer({ kind: 'status', code: 500 });
    await post(event(1));
    await post(event(1, 'c2'));
    assert.deepEqual(app.violations, []);
    await post(event(2));
    assert.match(app.violations[0], /was not finished/);
    await post(event(3, 'c2'));
    assert.match(app.violations[1], /sequence 3 after 1/);
  });
});
