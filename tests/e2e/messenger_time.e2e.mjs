// How long Messenger takes an answer, by one clock for the fake and the server; and an end in the middle of sending.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { systemClock } from '../fakes/telegram/clock.mjs';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';
import { joinPage, startMessengerFake, Talks } from './harness/meta.mjs';

const hour = 3600 * 1000;
const day = 24 * hour;

describe('by the clock', () => {
  /** @type {(() => Promise<void> | void)[]} */ const closers = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  async function started() {
    let offset = 0;
    const faults = new Faults();
    closers.push(() => faults.close());
    const fake = await startMessengerFake({ clock: { ...systemClock, now: () => Date.now() + offset } });
    closers.push(() => fake.close());
    const parley = await startParley({ env: faults.env });
    closers.push(() => parley.stop());
    const goOn = (/** @type {number} */ ms) => faults.clock((offset = ms) / 1000);
    return { fake, parley, olga: await parley.operator(), goOn, offset: () => offset };
  }
  test('a day for any answer, a week for what a person writes where the app may; then not until they write', { timeout: 120_000 }, async () => {
    const { fake, parley, olga, goOn, offset } = await started();
    const plain = await joinPage(parley, fake), agent = await joinPage(parley, fake, { settings: { human_agent: 'yes' } });
    agent.app.humanAgent = true;
    const [one, two] = [new Talks(olga, fake, plain.page), new Talks(olga, fake, agent.page)];
    const [first, second] = [await one.acquaintance(), await two.acquaintance({ name: 'Second' })];
    const left = (time) => Math.round((Date.parse(time) - Date.now()) / hour);
    const [can, may] = [(await one.now(first.id)).can_reply, (await two.now(second.id)).can_reply];
    assert.deepEqual([can.allowed, left(can.until), can.plain_until], [true, 24, null]);
    assert.deepEqual([may.allowed, left(may.until), left(may.plain_until)], [true, 168, 24]);
    await two.says(second.id, 'at once');
    assert.deepEqual([fake.sentTo(second.person)[0].type, fake.sentTo(second.person)[0].tag], ['RESPONSE', undefined]);
    const refused = async (id) => {
      const answer = await olga.call('POST', `/conversations/${id}/messages`, { text: 'late', client_id: `c-${offset()}-${id}` });
      return [answer.status, answer.json.code, /window_closed/.test(answer.json.detail)];
    };
    goOn(25 * hour);
    assert.deepEqual(await refused(first.id), [409, 'cannot_reply', true]);
    await two.says(second.id, 'after a day');
    const tagged = fake.sentTo(second.person).at(-1);
    assert.deepEqual([tagged.message.text, tagged.type, tagged.tag], ['after a day', 'MESSAGE_TAG', 'HUMAN_AGENT']);
    goOn(7 * day + hour);
    assert.deepEqual(await refused(second.id), [409, 'cannot_reply', true]);
    assert.deepEqual([one.got(first.person), two.got(second.person)], [[], ['at once', 'after a day']]);
    second.person.write(agent.page, 'back');
    await two.seen(second.id, (message) => message.text === 'back', 'they write');
    await two.says(second.id, 'welcome');
  });
  test('a reaction and a link that leads back open it again', { timeout: 120_000 }, async () => {
    const { fake, parley, olga, goOn, offset } = await started();
    const { page } = await joinPage(parley, fake);
    const talks = new Talks(olga, fake, page);
    const { id, person, hello } = await talks.acquaintance();
    /** @param {() => void} what @param {string} then */
    const reopened = async (what, then) => {
      goOn(offset() + 25 * hour);
      assert.equal((await olga.call('POST', `/conversations/${id}/messages`, { text: 'late', client_id: `c-${then}` })).status, 409);
      what();
      await until(async () => Date.parse((await talks.now(id)).can_reply.until) > Date.now() + offset() + 23 * hour, 'the window is open');
      await talks.says(id, then);
    };
    await reopened(() => person.react(page, hello), 'after the heart');
    await reopened(() => person.open(page, { ref: 'autumn' }), 'after the link');
    assert.deepEqual(talks.got(person), ['after the heart', 'after the link']);
  });
});

describe('kill -9 while it sends', () => {
  /** @type {(() => Promise<void> | void)[]} */ const closers = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  test('nothing is lost and nothing doubled', { timeout: 120_000 }, async () => {
    const fake = await startMessengerFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { page } = await joinPage(parley, fake);
    const talks = new Talks(olga, fake, page);
    const people = [];
    for (let n = 0; n < 4; n++) people.push(await talks.acquaintance());
    fake.faults.next('messages', { kind: 'slow', ms: 300, times: 1000 });
    const sent = [];
    for (const n of [1, 2, 3]) for (const { id, person } of people) sent.push({ id, person, n, message: (await olga.send(id, { text: `line ${n}` })).id });
    for (const done of [2, 6]) {
      await until(() => fake.ledger.length >= done, `${done} are out`, { every: 1 });
      await parley.kill('SIGKILL');
      await parley.start();
    }
    const asked = () => fake.calls.filter((one) => one.path.endsWith('/me/messages') && one.body.includes('metadata')).length;
    let lost = 0;
    for (const { id, person, n, message } of sent) {
      const { status } = await olga.reaches(id, message, ['delivered', 'unconfirmed'], 60);
      await until(() => fake.ledger.length === asked(), 'what was under way has come through');
      const arrived = () => talks.got(person).filter((text) => text === `line ${n}`).length;
      // Nobody can say of what was interrupted whether it went; an echo does where it did.
      if (status === 'unconfirmed' && arrived()) await olga.reaches(id, message, ['delivered']);
      assert.ok(arrived() <= 1, 'nothing is sent twice');
      if (arrived()) continue;
      lost++;
      assert.equal((await olga.must('POST', `/conversations/${id}/messages/${message}/retry`, {})).status, 'queued', 'a person decides');
      await olga.reaches(id, message, ['delivered']);
    }
    assert.ok(lost <= 8, 'no more than were on their way');
    for (const { person, id } of people) {
      assert.deepEqual(talks.got(person).sort(), ['line 1', 'line 2', 'line 3']);
      assert.deepEqual((await olga.spoken(id)).slice(1).map((one) => one.text).sort(), ['line 1', 'line 2', 'line 3']);
    }
  });
});
