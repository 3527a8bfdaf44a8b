// Answers that wait for their hour: kept, changed, cancelled, sent once by the server's clock, or held with a reason.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';

const number = (/** @type {string} */ id) => Number(String(id).replace(/^\D+/, ''));
const hour = 3600;
const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };

/** A desk whose clock is moved by hand. */
class Desk {
  async open() {
    this.faults = new Faults();
    this.offset = 0;
    this.app = await startAppFake({ now: () => Math.floor(this.now() / 1000) });
    this.app.secrets = [secrets.outbound_secret];
    this.parley = await startParley({ env: this.faults.env });
    this.maja = await this.parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'manager' });
    this.olga = await this.parley.operator({ email: 'olga@example.com', name: 'Olga', role: 'operator' });
    this.tomasz = await this.parley.operator({ email: 'tomasz@example.com', name: 'Tomasz', role: 'operator' });
    const channel = await this.parley.addChannel('api', 'App', { ...secrets, webhook_url: this.app.url });
    this.client = new AppClient({ url: this.parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
    const { items } = await this.olga.must('GET', '/users');
    this.people = Object.fromEntries(items.map((/** @type {any} */ user) => [user.name, user.id]));
    this.count = 0;
    return this;
  }
  now() {
    return Date.now() + this.offset * 1000;
  }
  at(/** @type {number} */ seconds) {
    return new Date(this.now() + seconds * 1000).toISOString();
  }
  /** The clock goes on; a job that is due now makes the server look at the others. @param {number} seconds */
  async pass(seconds) {
    this.offset += seconds;
    this.faults.clock(this.offset);
    const id = await this.acquaintance();
    const { id: nudge } = await this.plan(id, { text: 'nudge', send_at: this.at(30 * 24 * hour) });
    await this.olga.must('DELETE', `/conversations/${id}/scheduled/${nudge}`);
  }
  async says(/** @type {string} */ person, /** @type {string} */ text) {
    const { json, status } = await this.client.events([this.client.message({ contact: { id: person, name: person }, text, sent_at: this.at(0) })], { now: Math.floor(this.now() / 1000) });
    assert.equal(status, 200);
    return number(json.results[0].conversation_id);
  }
  acquaintance() {
    return this.says(`Person ${++this.count}`, 'hello');
  }
  plan(/** @type {number} */ id, /** @type {any} */ body, who = this.olga) {
    return who.must('POST', `/conversations/${id}/scheduled`, body);
  }
  async waiting(/** @type {number} */ id) {
    return (await this.olga.must('GET', `/conversations/${id}/scheduled`)).items;
  }
  show(/** @type {number} */ id) {
    return this.olga.must('GET', `/conversations/${id}`);
  }
  async said(/** @type {number} */ id) {
    return (await this.olga.spoken(id)).map((one) => one.text);
  }
  async close() {
    for (const one of [this.maja, this.olga, this.tomasz]) one?.close();
    await this.parley?.stop();
    await this.app?.close();
    this.faults?.close();
  }
}

/** @type {Desk} */ let desk;
before(async () => {
  desk = await new Desk().open();
});
after(() => desk?.close());

async function refused(/** @type {any} */ body, /** @type {string} */ field, /** @type {number} */ id) {
  const answer = await desk.olga.call('POST', `/conversations/${id}/scheduled`, body);
  assert.equal(answer.status, 422, JSON.stringify(answer.json));
  assert.equal(answer.json.errors[0].field, field);
}

describe('an answer for later', () => {
  test('waits with its files, is no answer until its hour, then goes once in its author\'s name', async () => {
    const id = await desk.acquaintance();
    const file = await desk.olga.upload(Buffer.from('price list'), 'text/plain', 'prices.txt');
    const planned = await desk.plan(id, { text: 'Good morning', attachments: [file.id], send_at: desk.at(20 * hour) });
    assert.deepEqual([planned.author.name, planned.held, planned.if_written, planned.customer_wrote, planned.attachments.map((/** @type {any} */ one) => one.name)], ['Olga', null, 'hold', false, ['prices.txt']]);
    assert.deepEqual(await desk.waiting(id), [planned]);
    const before = await desk.show(id);
    assert.ok(before.wait, 'the customer still waits');
    assert.deepEqual(await desk.said(id), ['hello']);

    // Longer than an upload that nobody wanted is kept.
    await desk.pass(19 * hour);
    assert.equal((await desk.waiting(id)).length, 1);
    await desk.pass(1.5 * hour);
    await until(async () => (await desk.said(id)).includes('Good morning'), 'it goes');
    assert.deepEqual(await desk.waiting(id), []);
    const sent = (await desk.olga.spoken(id)).at(-1);
    assert.deepEqual([sent.author.name, sent.attachments.map((/** @type {any} */ one) => one.name)], ['Olga', ['prices.txt']]);
    await desk.olga.reaches(id, sent.id, ['sent', 'delivered']);
    assert.equal((await desk.show(id)).wait, null, 'now it is an answer');
    assert.equal(desk.app.about('Good morning').length, 1, 'the customer got it once');
  });

  test('its files outlive the day after which uploads are dropped', async () => {
    const id = await desk.acquaintance();
    const file = await desk.olga.upload(Buffer.from('kept'), 'text/plain', 'kept.txt');
    const lost = await desk.olga.upload(Buffer.from('lost'), 'text/plain', 'lost.txt');
    const planned = await desk.plan(id, { text: 'with a file', attachments: [file.id], send_at: desk.at(72 * hour) });
    await desk.pass(50 * hour);
    await until(async () => (await desk.olga.call('GET', `/attachments/${lost.id}`)).status === 404, 'the unused one is dropped');
    assert.equal((await desk.olga.call('GET', `/attachments/${file.id}`)).raw.toString(), 'kept');
    await desk.olga.must('DELETE', `/conversations/${id}/scheduled/${planned.id}`);
    const again = await desk.plan(id, { text: 'once more', attachments: [file.id], send_at: desk.at(hour) });
    assert.equal(again.attachments[0].id, file.id, 'cancelled, its files are free again');
    await desk.olga.must('DELETE', `/conversations/${id}/scheduled/${again.id}`);
  });

  test('is changed, moved, sent at once or cancelled; everybody at the desk hears of it', async () => {
    const id = await desk.acquaintance();
    await desk.tomasz.listen();
    const planned = await desk.plan(id, { text: 'first', send_at: desk.at(hour) });
    const path = `/conversations/${id}/scheduled/${planned.id}`;
    const later = desk.at(5 * hour);
    const changed = await desk.olga.must('PATCH', path, { text: 'second', send_at: later, if_written: 'send' });
    assert.deepEqual([changed.text, changed.send_at, changed.if_written], ['second', later, 'send']);
    await desk.pass(2 * hour);
    assert.equal((await desk.waiting(id)).length, 1, 'the first hour has no meaning any more');
    const sent = await desk.olga.must('POST', `${path}/send`);
    assert.deepEqual([sent.text, sent.author.name], ['second', 'Olga']);
    for (const [method, rest] of [['POST', '/send'], ['DELETE', '']]) assert.equal((await desk.olga.call(method, path + rest)).status, 404, 'it is sent already');
    const other = await desk.plan(id, { text: 'never mind', send_at: desk.at(hour) });
    await desk.olga.must('DELETE', `/conversations/${id}/scheduled/${other.id}`);
    await desk.pass(5 * hour);
    assert.deepEqual(await desk.said(id), ['hello', 'second']);
    const heard = () => desk.tomasz.events.filter((one) => one.type === 'scheduled.updated' && one.conversation_id === id).length;
    await until(() => heard() >= 5, 'made, changed, sent, made, cancelled');
    const logged = (await desk.olga.must('GET', '/events?after=0&limit=200')).items;
    assert.ok(logged.some((/** @type {any} */ one) => one.type === 'scheduled.updated') || logged.length === 200);
  });

  test('belongs to its author, to whoever has the conversation and to managers; its words to the author', async () => {
    const id = await desk.acquaintance();
    await desk.olga.must('PATCH', `/conversations/${id}`, { assignee_id: desk.people.Olga });
    const planned = await desk.plan(id, { text: 'mine', send_at: desk.at(hour) });
    const path = `/conversations/${id}/scheduled/${planned.id}`;
    for (const [method, rest, body] of /** @type {[string, string, any][]} */ ([['PATCH', '', { send_at: desk.at(2 * hour) }], ['DELETE', '', undefined], ['POST', '/send', undefined]])) {
      const answer = await desk.tomasz.call(method, path + rest, body);
      assert.deepEqual([answer.status, answer.json.code], [403, 'not_yours'], method);
    }
    assert.equal((await desk.maja.call('PATCH', path, { text: 'in her name' })).status, 403);
    await desk.maja.must('PATCH', path, { send_at: desk.at(3 * hour) });
    await desk.olga.must('PATCH', `/conversations/${id}`, { assignee_id: desk.people.Tomasz });
    const sent = await desk.tomasz.must('POST', `${path}/send`);
    assert.equal(sent.author.name, 'Olga');
  });

  test('says what is wrong with it, and is made once for one key', async () => {
    const id = await desk.acquaintance();
    await refused({ text: 'x' }, 'send_at', id);
    await refused({ text: 'x', send_at: desk.at(-5) }, 'send_at', id);
    await refused({ text: 'x', send_at: desk.at(400 * 24 * hour) }, 'send_at', id);
    await refused({ text: 'x', send_at: 'tomorrow' }, 'send_at', id);
    await refused({ text: ' ', send_at: desk.at(hour) }, 'text', id);
    await refused({ text: 'x', send_at: desk.at(hour), if_written: 'perhaps' }, 'if_written', id);
    await refused({ text: 'x', send_at: desk.at(hour), attachments: [1] }, 'attachments', id);
    await refused({ text: 'x', send_at: desk.at(hour), reply_to: 1 }, 'reply_to', id);
    const body = { text: 'once', send_at: desk.at(hour) };
    const made = [];
    for (let i = 0; i < 2; i++) made.push((await desk.olga.call('POST', `/conversations/${id}/scheduled`, body, { 'idempotency-key': `key-${id}` })).json.id);
    assert.equal(made[0], made[1]);
    assert.equal((await desk.waiting(id)).length, 1);
    for (let i = 1; i < 20; i++) await desk.plan(id, { ...body, text: `no ${i}` });
    const full = await desk.olga.call('POST', `/conversations/${id}/scheduled`, body);
    assert.deepEqual([full.status, full.json.code], [409, 'too_many_scheduled']);
  });
});

describe('when its hour comes and much has changed', () => {
  test('the customer has written: it is held, said in the thread, and goes by a person\'s word', async () => {
    const id = await desk.acquaintance();
    const planned = await desk.plan(id, { text: 'any news?', send_at: desk.at(hour) });
    await desk.says(`Person ${desk.count}`, 'I bought one elsewhere');
    assert.deepEqual((await desk.waiting(id)).map((/** @type {any} */ one) => [one.customer_wrote, one.held]), [[true, null]]);
    await desk.olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    await desk.pass(1.1 * hour);
    const [held] = await until(async () => (await desk.waiting(id))[0]?.held && desk.waiting(id), 'it is held');
    assert.equal(held.held, 'written');
    assert.ok(!(await desk.said(id)).includes('any news?'));
    const line = (await desk.olga.messages(id)).filter((one) => one.kind === 'activity').at(-1);
    assert.deepEqual([line.content.activity, line.content.reason, line.content.of.name], ['scheduled_held', 'written', 'Olga']);
    const now = await desk.show(id);
    assert.deepEqual([now.status, now.unread > 0], ['open', true], 'it comes back into sight');
    // Put to another hour, with what was written seen: it goes.
    const moved = await desk.olga.must('PATCH', `/conversations/${id}/scheduled/${planned.id}`, { text: 'enjoy it!', send_at: desk.at(hour) });
    assert.deepEqual([moved.held, moved.customer_wrote], [null, false]);
    await desk.pass(1.1 * hour);
    await until(async () => (await desk.said(id)).at(-1) === 'enjoy it!', 'it goes');
  });

  test('what was written while its author chose the hour counts as not seen', async () => {
    const id = await desk.acquaintance();
    const seen = (await desk.olga.spoken(id)).at(-1).id;
    await desk.says(`Person ${desk.count}`, 'wait');
    const planned = await desk.plan(id, { text: 'any news?', send_at: desk.at(hour), up_to: seen });
    assert.equal(planned.customer_wrote, true);
  });

  test('or it goes all the same where that was wanted', async () => {
    const id = await desk.acquaintance();
    await desk.plan(id, { text: 'we are closed tomorrow', send_at: desk.at(hour), if_written: 'send' });
    await desk.says(`Person ${desk.count}`, 'thanks');
    const { unread } = await desk.show(id);
    await desk.pass(1.1 * hour);
    await until(async () => (await desk.said(id)).at(-1) === 'we are closed tomorrow', 'it goes');
    assert.equal((await desk.show(id)).unread, unread, 'nobody has read what was written');
  });

  test('the conversation was closed or put off: it goes and leaves that as it is', async () => {
    for (const change of [{ status: 'closed' }, { status: 'snoozed', snoozed_until: desk.at(90 * 24 * hour) }]) {
      const id = await desk.acquaintance();
      await desk.olga.must('PATCH', `/conversations/${id}`, { assignee_id: desk.people.Olga });
      await desk.plan(id, { text: 'how is the bike?', send_at: desk.at(hour) });
      await desk.olga.must('PATCH', `/conversations/${id}`, change);
      const load = async () => (await desk.olga.must('GET', '/reports/waiting')).operators.find((/** @type {any} */ one) => one.user.name === 'Olga')?.load;
      const before = await load();
      await desk.pass(1.1 * hour);
      await until(async () => (await desk.said(id)).at(-1) === 'how is the bike?', 'it goes');
      assert.equal((await desk.show(id)).status, change.status);
      assert.equal(await load(), before);
      await desk.says(`Person ${desk.count - 1}`, 'fine, thanks');
    }
  });

  test('its author is gone: held', async () => {
    const gone = await desk.parley.operator({ email: 'gone@example.com', name: 'Gone', role: 'operator' });
    const id = await desk.acquaintance();
    await desk.plan(id, { text: 'bye', send_at: desk.at(hour) }, gone);
    await desk.parley.cli(['user', 'disable', '--email', 'gone@example.com']);
    await desk.pass(1.1 * hour);
    const held = await until(async () => (await desk.waiting(id))[0]?.held, 'it is held');
    assert.equal(held, 'author_gone');
    gone.close();
  });

  test('the contact cannot be written to any more: held', async () => {
    const id = await desk.acquaintance();
    await desk.plan(id, { text: 'bye', send_at: desk.at(hour) });
    await desk.client.events([desk.client.event('contact.blocked', { contact: { id: `Person ${desk.count}` } })], { now: Math.floor(desk.now() / 1000) });
    await until(async () => !(await desk.show(id)).can_reply.allowed, 'blocked');
    const refusal = await desk.olga.call('POST', `/conversations/${id}/scheduled`, { text: 'x', send_at: desk.at(hour) });
    assert.equal(refusal.json.code, 'cannot_reply');
    await desk.pass(1.1 * hour);
    assert.equal(await until(async () => (await desk.waiting(id))[0]?.held, 'it is held'), 'cannot_reply');
  });
});

test('kill -9 before and after its hour: each goes once', { timeout: 240_000 }, async () => {
  const ids = [];
  for (let i = 0; i < 12; i++) {
    const id = await desk.acquaintance();
    await desk.plan(id, { text: `survivor ${i}`, send_at: desk.at(hour) });
    ids.push(id);
  }
  await desk.parley.kill('SIGKILL');
  desk.offset += 1.2 * hour;
  desk.faults.clock(desk.offset);
  // Due at the start: killed again while they go.
  await desk.parley.start();
  await until(async () => (await Promise.all(ids.map((id) => desk.waiting(id)))).some((one) => one.length === 0), 'the first goes', { every: 1 });
  await desk.parley.kill('SIGKILL');
  await desk.parley.start();
  await until(async () => (await Promise.all(ids.map((id) => desk.waiting(id)))).every((one) => one.length === 0), 'all went');
  for (const [i, id] of ids.entries()) assert.deepEqual(await desk.said(id), ['hello', `survivor ${i}`]);
  assert.match(await desk.parley.cli(['verify']), /./);
});
