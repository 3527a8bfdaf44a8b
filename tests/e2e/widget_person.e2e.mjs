// Who a visitor is to the site, proven by its server, and what visitors think of a conversation once it is closed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { Visitor } from './harness/visitor.mjs';

const SECRET = 'a secret between the shop and its desk';
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {any} */ let channel;
before(async () => {
  parley = await startParley();
  olga = await parley.operator();
  channel = await olga.must('POST', '/channels', { kind: 'web', name: 'Shop', settings: { site: 'https://shop.example', identity_secret: SECRET } });
});
after(() => parley?.stop());

const signed = (id, secret = SECRET) => ({ id, hmac: createHmac('sha256', secret).update(id).digest('hex') });
async function visitor() {
  const one = new Visitor(parley.url, channel.key);
  await one.boot();
  return one;
}
/** The contact of the conversation in which this was written. */
const contactOf = (text) =>
  until(async () => {
    for (const one of await olga.conversations('view=all')) if (one.last_message?.text === text) return (await olga.must('GET', `/conversations/${one.id}`)).contact_detail;
    return null;
  }, `somebody wrote "${text}"`);

describe('identify', () => {
  test('the same person in two browsers is one contact, however the letters of the proof are written', async () => {
    const at_home = await visitor();
    await at_home.says('from home', { identity: signed('u-17'), profile: { name: 'Anna Kowalska' } });
    const at_work = await visitor();
    const { id, hmac } = signed('u-17');
    await at_work.says('from work', { identity: { id, hmac: hmac.toUpperCase() } });
    assert.equal((await contactOf('from home')).id, (await contactOf('from work')).id);
    assert.equal((await contactOf('from work')).name, 'Anna Kowalska');
  });

  test('a proof that is wrong, missing, or of another secret never makes anybody the known person', async () => {
    const known = (await contactOf('from home')).id;
    const claims = { 'of nothing': { id: 'u-17', hmac: '' }, 'without one': { id: 'u-17' }, 'of another secret': signed('u-17', 'x'.repeat(32)), 'of another person': { id: 'u-17', hmac: signed('u-18').hmac }, 'cut short': { id: 'u-17', hmac: signed('u-17').hmac.slice(0, 63) } };
    for (const [what, identity] of Object.entries(claims)) {
      await (await visitor()).says(what, { identity, profile: { name: 'Mallory', email: 'anna@example.com' } });
      assert.notEqual((await contactOf(what)).id, known, what);
    }
    assert.equal((await contactOf('from home')).name, 'Anna Kowalska');
  });

  test('who wrote before signing in keeps the conversation, and is known by it from then on', async () => {
    const one = await visitor();
    await one.says('not signed in');
    const before = (await contactOf('not signed in')).id;
    await one.says('signed in now', { identity: signed('u-20') });
    assert.equal((await contactOf('signed in now')).id, before);
    await (await visitor()).says('and elsewhere', { identity: signed('u-20') });
    assert.equal((await contactOf('and elsewhere')).id, before);
  });

  test('two who are known stay two: nothing is merged by a log-in', async () => {
    const one = await visitor();
    await one.says('somebody else', { profile: { name: 'Somebody' } });
    const before = (await contactOf('somebody else')).id;
    await one.says('claims to be Anna', { identity: signed('u-17') });
    assert.equal((await contactOf('claims to be Anna')).id, before);
    assert.equal((await contactOf('from home')).name, 'Anna Kowalska');
  });

  test('the secret is not told again, only that there is one', async () => {
    const listed = (await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id);
    assert.deepEqual(listed.secrets, ['identity_secret']);
    assert.ok(!JSON.stringify(listed).includes(SECRET));
    const short = await olga.call('PATCH', `/channels/${channel.id}`, { settings: { identity_secret: 'short' } });
    assert.equal(short.json.errors[0].field, 'identity_secret');
  });
});

describe('rating', () => {
  const lines = async (conversation) => (await olga.messages(conversation)).filter((one) => one.content?.activity === 'rated').map((one) => one.content);

  test('is asked of a closed conversation only, shown in the thread, and changed by a second thought', async () => {
    const one = await visitor();
    await one.says('please help');
    const { json } = await one.boot({ token: one.token });
    const id = json.conversation.id;
    assert.equal(json.site.rates, true);
    assert.equal(json.conversation.rating, null);
    const rate = (body) => one.call('POST', 'api/rating', body);
    assert.equal((await rate({ score: 5 })).status, 409);
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    for (const score of [0, 6, 'x', null]) assert.equal((await rate({ score })).json.errors[0].field, 'score');
    assert.equal((await rate({ score: 2 })).status, 204);
    assert.deepEqual(await lines(id), [{ activity: 'rated', score: 2 }]);
    assert.equal((await rate({ score: 4, comment: '  Quick, thank you ' })).status, 204);
    assert.deepEqual(await lines(id), [{ activity: 'rated', score: 4, comment: 'Quick, thank you' }]);
    assert.deepEqual((await one.boot({ token: one.token })).json.conversation.rating, { score: 4, comment: 'Quick, thank you' });
    assert.equal((await olga.must('GET', `/conversations/${id}`)).status, 'closed', 'a rating opens nothing');
    assert.ok(!(await one.messages()).some((message) => /Quick/.test(message.text)), 'the line stays inside');
  });

  test('a conversation that went on and was closed again is rated anew', async () => {
    const one = await visitor();
    await one.says('first');
    const { id } = (await one.boot({ token: one.token })).json.conversation;
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    await one.call('POST', 'api/rating', { score: 1 });
    await one.says('second');
    assert.equal((await one.call('POST', 'api/rating', { score: 5 })).status, 409);
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    assert.equal((await one.call('POST', 'api/rating', { score: 5 })).status, 204);
    assert.deepEqual((await lines(id)).map((line) => line.score), [1, 5]);
  });

  test('a site that does not ask says so', async () => {
    await olga.must('PATCH', `/channels/${channel.id}`, { settings: { rating: 'off' } });
    assert.equal((await new Visitor(parley.url, channel.key).boot()).json.site.rates, false);
    await olga.must('PATCH', `/channels/${channel.id}`, { settings: { rating: null } });
  });
});
