// An Idempotency-Key makes a repeat harmless: at once, later, after a crash.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from './harness.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
let conversation = 0;
let serial = 0;

/** @type {number} */ let me;
before(async () => {
  parley = await startParley();
  olga = await parley.operator();
  me = (await olga.must('GET', '/me')).id;
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: 'http://127.0.0.1:9/' });
  const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  const { json } = await client.events([client.message({ contact: { id: 'anna', name: 'Anna' }, text: 'hello' })]);
  conversation = Number(json.results[0].conversation_id.replace(/^\D+/, ''));
});
after(() => parley?.stop());

/** What each creating route is asked to make, and how many there are of it. */
const makers = {
  message: {
    path: () => `/conversations/${conversation}/messages`, body: (word) => ({ text: word }),
    count: async (word) => (await olga.spoken(conversation)).filter((one) => one.text === word).length,
  },
  team: { path: () => '/teams', body: (word) => ({ name: word }), count: async (word) => (await olga.must('GET', '/teams')).items.filter((one) => one.name === word).length },
  rule: {
    path: () => '/rules', body: (word) => ({ name: word, action: { user_id: me } }),
    count: async (word) => (await olga.must('GET', '/rules')).items.filter((one) => one.name === word).length,
  },
  user: {
    path: () => '/users', body: (word) => ({ email: `${word}@example.com`, name: word, password: 'correct horse battery' }),
    count: async (word) => (await olga.must('GET', '/users')).items.filter((one) => one.name === word).length,
  },
  attachment: { path: () => '/attachments?name=a.txt', body: (word) => Buffer.from(word), count: null },
};
const post = (path, body, key, who = olga) => who.call('POST', path, body, { 'idempotency-key': key });
const fresh = (word) => `${word}-${++serial}`;

for (const [what, { path, body, count }] of Object.entries(makers)) {
  describe(what, () => {
    test('64 at once: one effect, 64 equal answers', async () => {
      const word = fresh(what);
      const answers = await Promise.all(Array.from({ length: 64 }, () => post(path(), body(word), word)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
      assert.equal(new Set(answers.map(({ raw }) => raw.toString())).size, 1);
      assert.equal(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 63);
      if (count) assert.equal(await count(word), 1);
    });
    test('another body under the same key is refused and makes nothing', async () => {
      const [first, second] = [fresh(what), fresh(what)];
      await post(path(), body(first), first);
      const refused = await post(path(), body(second), first);
      assert.deepEqual([refused.status, refused.json.code], [422, 'idempotency_key_reused']);
      if (count) assert.equal(await count(second), 0);
    });
  });
}

describe('channel', () => {
  const ask = (word) => ({ kind: 'api', name: word, settings: { webhook_url: 'http://127.0.0.1:9/' } });
  const named = async (word) => (await olga.must('GET', '/channels')).items.filter((one) => one.name === word);

  test('64 at once: one channel, whose secrets everybody hears; later the first answer, with what the platform said', async () => {
    const word = fresh('channel');
    const answers = await Promise.all(Array.from({ length: 64 }, () => post('/channels', ask(word), word)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map(({ json }) => JSON.stringify([json.id, json.made]))).size, 1);
    const [first] = answers.filter(({ headers }) => !headers.get('idempotent-replayed'));
    assert.equal((await named(word)).length, 1);
    assert.equal(first.json.state, 'degraded', 'it was asked, and nobody is there');
    assert.equal((await post('/channels', ask(word), word)).raw.toString(), first.raw.toString());
  });
  test('another body under the same key is refused and makes nothing', async () => {
    const [first, second] = [fresh('channel'), fresh('channel')];
    await post('/channels', ask(first), first);
    const refused = await post('/channels', ask(second), first);
    assert.deepEqual([refused.status, refused.json.code], [422, 'idempotency_key_reused']);
    assert.deepEqual(await named(second), []);
  });
});

test('keys belong to a token: somebody else\'s is another', async () => {
  const boss = await parley.operator({ email: 'boss@example.com', name: 'Boss', role: 'admin' });
  const word = fresh('team');
  const [mine, his] = [await post('/teams', { name: word }, word), await post('/teams', { name: word }, word, boss)];
  assert.notEqual(mine.json.id, his.json.id);
});

test('a request that failed is not kept: mended, it goes through under the same key', async () => {
  const word = fresh('team');
  assert.equal((await post('/teams', { name: '' }, word)).status, 422);
  assert.equal((await post('/teams', { name: word }, word)).status, 201);
});

test('a key that is no key is refused by name', async () => {
  const answer = await post('/teams', { name: 'x' }, 'k'.repeat(256));
  assert.deepEqual([answer.status, answer.json.errors[0].field], [422, 'Idempotency-Key']);
});

test('kill -9 between effect and answer: repeating all makes each once', async () => {
  const words = Array.from({ length: 200 }, () => fresh('crash'));
  const path = makers.message.path();
  const send = (word) => post(path, { text: word }, word).then((answer) => answer.raw.toString(), () => null);
  const under_way = words.map(send);
  await Promise.race(under_way);
  await parley.kill('SIGKILL');
  const before_crash = await Promise.all(under_way);
  await parley.start();
  const after_crash = await Promise.all(words.map(send));
  for (const [i, answer] of before_crash.entries()) {
    if (answer !== null) assert.equal(after_crash[i], answer, 'byte for byte what was answered before');
  }
  const found = (await olga.spoken(conversation)).map(({ text }) => text).filter((text) => text.startsWith('crash-'));
  assert.deepEqual(found.sort(), words.sort());
});
