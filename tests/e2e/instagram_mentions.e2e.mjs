// How long Instagram takes an answer, and mentions, which are told by ids and asked for.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../fakes/telegram/clock.mjs';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';
import { joinAccount, startInstagramFake, Talks } from './harness/meta.mjs';

const hour = 3600 * 1000;
const day = 24 * hour;

describe('Instagram by the clock', () => {
  /** @type {(() => Promise<void> | void)[]} */ const closers = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  test('a day for any answer, a week for what a person writes where the app may', { timeout: 120_000 }, async () => {
    let offset = 0;
    const faults = new Faults();
    closers.push(() => faults.close());
    const fake = await startInstagramFake({ clock: { ...systemClock, now: () => Date.now() + offset } });
    closers.push(() => fake.close());
    const parley = await startParley({ env: faults.env });
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { app, account } = await joinAccount(parley, fake, { settings: { human_agent: 'yes' } });
    app.humanAgent = true;
    const talks = new Talks(olga, fake, account);
    const { person, id } = await talks.acquaintance();
    const left = (time) => Math.round((Date.parse(time) - Date.now()) / hour);
    const { can_reply: can } = await talks.now(id);
    assert.deepEqual([can.allowed, left(can.until), left(can.plain_until)], [true, 168, 24]);
    faults.clock((offset = 25 * hour) / 1000);
    person.react(account, fake.people[0].thread(account).spoken[0].mid);
    await talks.says(id, 'after a day', ['sent']);
    assert.deepEqual([fake.sentTo(person)[0].type, fake.sentTo(person)[0].tag], ['MESSAGE_TAG', 'HUMAN_AGENT']);
    faults.clock((offset = 7 * day + hour) / 1000);
    const answer = await olga.call('POST', `/conversations/${id}/messages`, { text: 'late', client_id: 'c-late' });
    assert.deepEqual([answer.status, answer.json.code], [409, 'cannot_reply']);
  });
});

describe('mentions, which the login facebook tells by ids', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startInstagramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Talks} */ let talks;
  let account;
  before(async () => {
    fake = await startInstagramFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ account } = await joinAccount(parley, fake, { account: { login: 'facebook' } }));
    talks = new Talks(olga, fake, account);
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });
  const lookups = () => fake.calls.filter((one) => one.path.includes('mentioned_')).length;
  /** Those that cannot be shown. */
  const blanks = async () => (await olga.conversations()).filter((one) => one.last_message?.kind === 'unsupported').length;

  test('a comment is looked up once, however often it is told', async () => {
    const person = fake.person(account, { name: 'Nora', username: 'nora.demo' });
    const { media, comment } = person.mention(account, { text: '@demo_shop, you have these' });
    const { id, contact } = await talks.withLast('@demo_shop, you');
    assert.equal(contact.name, '@nora.demo');
    const [message] = await olga.spoken(id);
    assert.deepEqual([message.external_id, message.direction, message.content.shared.what, message.content.shared.id], [`comment:${comment}`, 'inbound', 'mention', media]);
    const asked = lookups();
    await fake.tellChange(account, 'mentions', { media_id: media, comment_id: comment });
    person.mention(account, { text: 'another one' });
    await talks.withLast('another one');
    assert.equal(lookups(), asked + 1, 'only the new one is asked for');
    assert.equal((await olga.spoken(id)).length, 1);
  });
  test('a picture of somebody\'s own, by its caption', async () => {
    fake.person(account, { name: 'Piet', username: 'piet.demo' }).mention(account);
    const { id } = await talks.withLast('A new season has come.');
    const [message] = await olga.spoken(id);
    assert.match(message.content.comment.url, /^https:\/\/www\.instagram\.com\/p\//);
    const { can_reply: can } = await until(async () => { const now = await talks.now(id); return now.can_reply.allowed ? null : now; }, 'no call answers there');
    assert.equal(can.code, 'mention');
    assert.equal((await olga.call('POST', `/conversations/${id}/messages`, { text: 'Thanks!', client_id: 'late-mention' })).json.code, 'cannot_reply');
  });
  test('what was taken back meanwhile is a line that says so', async () => {
    const before = await blanks();
    const person = fake.person(account, { name: 'Gone' });
    person.removeComment(account, person.mention(account, { text: 'regretted' }).comment);
    await until(async () => (await blanks()) === before + 1, 'a line for it');
  });
  test('a platform that is out of order is asked again, also after a crash', { timeout: 60_000 }, async () => {
    fake.faults.next('account', { kind: 'error', code: 2, times: 2 });
    const asked = lookups();
    const person = fake.person(account, { name: 'Patient' });
    person.mention(account, { text: 'still there?' });
    await until(() => lookups() > asked, 'it was asked for');
    await parley.restart('SIGKILL');
    const { id } = await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'still there?'), 'it is there at last', { seconds: 40 });
    assert.equal((await olga.spoken(id)).length, 1);
  });
});
