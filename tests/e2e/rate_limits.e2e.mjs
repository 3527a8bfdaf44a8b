// A platform that asks to wait, for one chat or for all, while many conversations have much to send.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { assertAllOnce, queueAll } from './harness/storm.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';
import { joinWhatsapp, startWhatsappFake } from './harness/whatsapp.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});
const many = 60, each = 3;
/** As many sends as a channel has under way, and with Telegram those that show that it is not one chat's limit. */
const atOnce = 8, unheard = atOnce + 2;

/** A server, and people who wrote to it once. @param {(parley: import('./harness.mjs').Parley) => Promise<{hello: (name: string) => any}>} join */
async function begin(join) {
  const parley = await startParley();
  closers.push(() => parley.stop());
  const olga = await parley.operator();
  const { hello } = await join(parley);
  const persons = Array.from({ length: many }, (_, n) => ({ name: `Person ${n + 1}`, person: hello(`Person ${n + 1}`) }));
  const ids = await until(async () => {
    const found = new Map((await olga.conversations()).map((one) => [one.contact.name, one.id]));
    return found.size === many ? found : null;
  }, 'everybody has a conversation');
  const people = persons.map((one) => ({ ...one, id: ids.get(one.name) }));
  /** Each has all of theirs. @param {typeof people} those @param {(person: any) => any[]} got @param {number} [count] */
  const arrived = (those, got, count = each) => until(() => those.every(({ person }) => got(person).length >= count), 'all of it is there', { seconds: 90 });
  return { parley, olga, people, arrived };
}

describe('when Telegram asks to wait', () => {
  /** A bot to which all of them wrote. */
  async function crowd() {
    const fake = await startTelegramFake();
    closers.push(() => fake.close());
    let bot;
    const all = await begin(async (parley) => {
      ({ bot } = await joinTelegram(parley, fake, 'webhook'));
      return {
        hello: (name) => {
          const person = fake.person({ first_name: name });
          person.start(bot);
          person.write(bot, 'hello');
          return person;
        },
      };
    });
    return { fake, bot, ...all, got: (person) => person.received(bot).map((one) => one.text) };
  }
  test('all of it arrives once and in order, and hardly a call is made meanwhile', { timeout: 180_000 }, async () => {
    const { fake, bot, olga, people, arrived, got } = await crowd();
    // All of the bot, which Telegram does not tell from a chat; and on top of that some of the chats.
    fake.flood(bot, 4);
    for (const { person } of people.slice(0, 5)) fake.faults.next('sendMessage', { kind: '429', retry_after: 3, chat_id: person.id, times: 2 });
    await queueAll(olga, people, each);
    await until(() => people.some(({ person }) => got(person).length), 'the first is taken', { seconds: 30 });
    assert.ok(fake.refused.length > 0 && fake.refused.length <= unheard, `${fake.refused.length} calls in the time it was told to wait`);
    await arrived(people, got);
    assertAllOnce(people, each, got);
    assert.deepEqual(fake.violations, [], 'nor did any go to a chat before its own time was over');
  });
  test('killed in the middle of it, the server goes on where it was, and nothing goes twice', { timeout: 180_000 }, async () => {
    const { parley, fake, bot, olga, people, got } = await crowd();
    fake.flood(bot, 4);
    await queueAll(olga, people, each);
    await until(() => fake.refused.length > 0, 'it is told to wait', { seconds: 30 });
    await parley.restart('SIGKILL');
    // A call that was under way when it was killed may have been taken: nobody knows, and the operator is told so.
    let unsure = 0;
    for (const { name, person, id } of people) {
      const sent = await until(async () => {
        const all = (await olga.spoken(id)).filter((/** @type {any} */ one) => one.direction === 'outbound');
        return all.every((/** @type {any} */ one) => ['sent', 'unconfirmed'].includes(one.status)) ? all : null;
      }, `all of ${name}'s went or may have gone`, { seconds: 90 });
      const open = new Set(sent.filter((/** @type {any} */ one) => one.status === 'unconfirmed').map((/** @type {any} */ one) => one.text));
      unsure += open.size;
      assert.deepEqual(got(person).filter((text) => !open.has(text)), Array.from({ length: each }, (_, n) => `${name} ${n}`).filter((text) => !open.has(text)));
      assert.equal(new Set(got(person)).size, got(person).length, 'none of them twice');
    }
    assert.ok(unsure <= atOnce, `${unsure} were under way`);
  });
  test('for one chat, the others do not wait with it', { timeout: 120_000 }, async () => {
    const { fake, olga, people, arrived, got } = await crowd();
    const [slow, ...others] = people;
    fake.faults.next('sendMessage', { kind: '429', retry_after: 20, chat_id: slow.person.id });
    await queueAll(olga, people, each);
    await arrived(others, got);
    assert.deepEqual(got(slow.person), [], 'its time is not over, and all the others have theirs');
    await arrived([slow], got);
    assertAllOnce(people, each, got);
    assert.deepEqual(fake.violations, []);
  });
  test('before it does: no more goes to one chat than Telegram takes, and the others go on', { timeout: 120_000 }, async () => {
    const { fake, olga, people, got } = await crowd();
    const [busy, calm] = people;
    for (let n = 0; n < 9; n++) await olga.send(busy.id, { text: String(n) });
    await olga.send(calm.id, { text: 'between' });
    const times = () => fake.sentTo(busy.person.id).map((one) => one.at);
    await until(() => times().length === 9, 'all nine', { seconds: 40 });
    assert.deepEqual(got(busy.person), ['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    // Five may go at once, then it is one a second: counted by the platform's clock, between its own answers.
    for (let n = 5; n < 9; n++) assert.ok(times()[n] - times()[0] >= (n - 4) * 1000 - 50, `the ${n + 1}th after ${times()[n] - times()[0]} ms`);
    assert.ok(fake.sentTo(calm.person.id)[0].at < times()[8], 'who has one message waits for no other chat');
  });
});

describe('when WhatsApp asks to wait', () => {
  test('all of it arrives once and in order, and one call at a time finds out whether it is over', { timeout: 180_000 }, async () => {
    const fake = await startWhatsappFake();
    closers.push(() => fake.close());
    let number;
    const { olga, people, arrived } = await begin(async (parley) => {
      ({ number } = await joinWhatsapp(parley, fake));
      return {
        hello: (name) => {
          const person = fake.person({ name });
          person.write(number, 'hello');
          return person;
        },
      };
    });
    const got = (person) => person.inbox.map((one) => one.object.body);
    // The number sends too fast, and to some people beyond that. WhatsApp tells no time: the wait is a second at first.
    const seconds = 6;
    fake.flood(number, seconds);
    for (const { person } of people.slice(0, 4)) fake.faults.next('messages', { kind: 'error', code: 131056, to: person.phone });
    await queueAll(olga, people, each);
    await arrived(people, got);
    assertAllOnce(people, each, got);
    assert.ok(fake.refused.length > 0 && fake.refused.length <= atOnce + seconds, `${fake.refused.length} calls in that time`);
  });
});
