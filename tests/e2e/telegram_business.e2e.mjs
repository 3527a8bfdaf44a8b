// Telegram Business: personal accounts whose owner lets the bot answer in them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { png } from '../fakes/telegram/files.mjs';
import { describe as fileOf } from '../fakes/telegram/methods/media.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

describe('a personal account', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let bot, channel;
  before(async () => {
    fake = await startTelegramFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ bot, channel } = await joinTelegram(parley, fake, 'webhook'));
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });
  let serial = 0;
  /** Somebody who lets the bot answer, a customer of his, and their conversation. */
  async function account(/** @type {Record<string, boolean>} */ rights = undefined) {
    const marek = fake.owner({ first_name: `Marek ${++serial}` }), anna = fake.person({ first_name: `Anna ${serial}` });
    marek.connect(bot, rights);
    const asked = marek.hear(anna, 'are you free tomorrow?');
    const { id } = await olga.conversationOf(anna.user.first_name);
    await shows(id, (one) => one.text === 'are you free tomorrow?', 'the question');
    return { marek, anna, asked, id };
  }
  const shows = (id, wanted, what) => until(async () => (await olga.spoken(id)).find(wanted), `the inbox shows ${what}`);
  const now = (id) => olga.must('GET', `/conversations/${id}`);
  const refused = (id, code) => until(async () => (await now(id)).can_reply.code === code, `cannot be answered: ${code}`);
  const sent = (owner, text) => until(() => fake.ledger.find((one) => one.kind === 'message' && one.connection === owner.connection && one.message.text === text), `${text} at Telegram`);
  /** As the operators' list of channels has it. */
  const state = async () => {
    const { items } = await olga.must('GET', '/channels');
    const found = items.find((one) => one.id === channel.id);
    return { state: found.state, detail: found.state_detail ?? found.detail };
  };

  test('is answered under its owner\'s name, and the answer quotes', async () => {
    const { marek, anna, asked, id } = await account();
    const [question] = await olga.spoken(id);
    await olga.send(id, { text: 'yes, at *three*', reply_to: question.id });
    const { message, params } = await sent(marek, 'yes, at *three*');
    assert.deepEqual([message.from.id, message.chat.id, params.reply_parameters.message_id], [marek.user.id, anna.id, asked.message_id]);
    const { can_reply } = await now(id);
    assert.equal(can_reply.allowed, true);
    const left = new Date(can_reply.until).getTime() - Date.now();
    assert.ok(left > 23 * 3600_000 && left <= 24 * 3600_000, can_reply.until);
  });
  test('whose owner answers himself, in his app: it is his answer, and nobody waits any more', async () => {
    const { marek, anna, asked, id } = await account();
    await until(async () => (await now(id)).wait, 'she waits');
    marek.writesByItself(anna, 'I am out until six');
    const away = await shows(id, (one) => one.text === 'I am out until six', 'the away message');
    assert.equal(away.direction, 'outbound');
    assert.ok((await now(id)).wait, 'what was written by itself is no answer');
    marek.write(anna, 'tomorrow at five', { reply_to: asked.message_id });
    const answer = await shows(id, (one) => one.text === 'tomorrow at five', 'his answer');
    assert.deepEqual([answer.direction, answer.author.type, answer.author.name, answer.status, answer.reply_to.text],
      ['outbound', 'operator', marek.user.first_name, 'sent', 'are you free tomorrow?']);
    assert.equal((await now(id)).wait, null);
  });
  test('shows pictures, changes and removals of both sides', async () => {
    const { marek, anna, id } = await account();
    const bytes = png(40, 30);
    marek.hear(anna, { ...fileOf(fake.state.addFile('photo', bytes), 'photo'), caption: 'this one' });
    const photo = await until(async () => (await olga.spoken(id)).find((one) => one.text === 'this one' && one.attachments[0]?.state === 'ready'), 'the picture');
    assert.deepEqual((await olga.call('GET', `/attachments/${photo.attachments[0].id}`)).raw, bytes);
    const said = marek.write(anna, 'at five');
    await shows(id, (one) => one.text === 'at five', 'what he said');
    marek.edit(anna, said.message_id, 'at six');
    await shows(id, (one) => one.text === 'at six' && one.edited_at, 'what he made of it');
    marek.remove(anna, [said.message_id, said.message_id + 100]);
    await until(async () => (await olga.spoken(id)).filter((one) => one.deleted_at).length === 1, 'his message is gone');
  });
  test('lets an operator change and take back what was sent', async () => {
    const { marek, anna, id } = await account();
    const { id: first } = await olga.send(id, { text: 'at fiv' });
    await olga.reaches(id, first, ['sent']);
    await olga.must('PATCH', `/conversations/${id}/messages/${first}`, { text: 'at five' });
    await until(() => [...marek.thread(anna.id).messages.values()].some((one) => one.text === 'at five'), 'changed at Telegram');
    await olga.must('DELETE', `/conversations/${id}/messages/${first}`);
    await until(() => ![...marek.thread(anna.id).messages.values()].some((one) => one.text === 'at five'), 'gone at Telegram');
  });
  test('tells the customer that an operator has read what he wrote', async () => {
    const { marek, asked, id } = await account();
    const [question] = await olga.spoken(id);
    await olga.must('POST', `/conversations/${id}/seen`, { message_id: question.id });
    const read = await until(() => fake.ledger.find((one) => one.kind === 'read' && one.connection === marek.connection), 'read at Telegram');
    assert.equal(read.message_id, asked.message_id);
  });
  test('whose owner keeps that to himself is answered all the same', async () => {
    const { marek, id } = await account({ can_reply: true });
    const [question] = await olga.spoken(id);
    await olga.must('POST', `/conversations/${id}/seen`, { message_id: question.id });
    await until(() => fake.calls.some((one) => /\/readBusinessMessage$/i.test(one.path) && one.body.includes(String(marek.connection))), 'Telegram refused');
    await olga.send(id, { text: 'yes' });
    await sent(marek, 'yes');
    assert.equal((await now(id)).can_reply.allowed, true);
    assert.equal(fake.ledger.filter((one) => one.kind === 'read' && one.connection === marek.connection).length, 0);
  });
  test('tells of a pressed button', async () => {
    const { marek, anna, id } = await account();
    const sentBefore = marek.keep(anna.id, { from: marek.user, sender_business_bot: bot.face(), text: 'when?', reply_markup: { inline_keyboard: [[{ text: 'At five', callback_data: 'slot:5' }]] } });
    const query = marek.press(anna, sentBefore.message_id, 'slot:5');
    const pressed = await shows(id, (one) => one.kind === 'interaction', 'the button');
    assert.equal(pressed.text, 'At five');
    await until(() => fake.state.callbacks.get(query.id).answered, 'the button is at rest');
  });
  test('is the same person as in the bot\'s own chat, in a conversation of its own', async () => {
    const { anna, id } = await account();
    anna.start(bot);
    anna.write(bot, 'and here?');
    const other = await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'and here?'), 'the chat with the bot');
    assert.notEqual(other.id, id);
    assert.equal(other.contact.id, (await now(id)).contact.id);
  });

  describe('that is told of what the bot itself sends there', () => {
    before(() => {
      fake.state.echoes = true;
    });
    after(() => {
      fake.state.echoes = false;
    });
    const outbound = async (id) => (await olga.spoken(id)).filter((one) => one.direction === 'outbound');
    test('shows it once, also when the echo is quicker than the answer', async () => {
      const { marek, id } = await account();
      await olga.send(id, { text: 'after' });
      await sent(marek, 'after');
      fake.faults.next('sendMessage', { kind: 'slow_answer', ms: 700 });
      const { id: quick } = await olga.send(id, { text: 'before' });
      await olga.reaches(id, quick, ['sent']);
      await olga.send(id, { text: 'last' });
      await sent(marek, 'last');
      await until(async () => (await outbound(id)).every((one) => one.status === 'sent'), 'all sent');
      assert.deepEqual((await outbound(id)).map((one) => [one.text, one.author.name]), [['after', 'Olga'], ['before', 'Olga'], ['last', 'Olga']]);
    });
    test('settles by it what may or may not have arrived, and never sends it twice', async () => {
      const { marek, anna, id } = await account();
      fake.faults.next('sendMessage', { kind: 'cut_after' });
      const { id: doubtful } = await olga.send(id, { text: 'at four' });
      await olga.reaches(id, doubtful, ['sent']);
      await olga.must('PATCH', `/conversations/${id}/messages/${doubtful}`, { text: 'at five' });
      await until(() => [...marek.thread(anna.id).messages.values()].some((one) => one.text === 'at five'), 'its number is known: it can be changed');
      assert.equal([...marek.thread(anna.id).messages.values()].filter((one) => one.sender_business_bot).length, 1);
      assert.equal((await outbound(id)).length, 1);
    });
    test('shows what another program sent by the same bot', async () => {
      const { marek, anna, id } = await account();
      await fetch(`${fake.url}/bot${bot.token}/sendMessage`, { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ business_connection_id: marek.connection, chat_id: anna.id, text: 'your parcel left' }) });
      const other = await shows(id, (one) => one.text === 'your parcel left', 'the message');
      assert.deepEqual([other.direction, other.author.type], ['outbound', 'bot']);
      assert.ok((await now(id)).wait, 'no person answered');
    });
  });

  test('that lets the bot read only says so, with what to do, until it may answer', async () => {
    const { marek, anna, id } = await account();
    marek.allow({ can_read_messages: true });
    await refused(id, 'read_only');
    const { state: said, detail } = await state();
    assert.equal(said, 'degraded');
    assert.match(detail, /^Marek \d+ lets the bot read only: allow replies in Telegram, Settings, Business, Chatbots$/);
    assert.equal((await olga.call('POST', `/conversations/${id}/messages`, { client_id: 'r1', text: 'hello' })).status, 409);
    marek.hear(anna, 'hello?');
    await shows(id, (one) => one.text === 'hello?', 'what she writes meanwhile');
    await refused(id, 'read_only');
    const late = fake.person({ first_name: `Late ${serial}` });
    marek.hear(late, 'good evening');
    await refused((await olga.conversationOf(late.user.first_name)).id, 'read_only');
    marek.allow({ can_reply: true });
    await until(async () => (await now(id)).can_reply.allowed, 'it can be answered');
    assert.deepEqual(await state(), { state: 'ok', detail: '' });
  });
  test('of which the right was taken without a word says so at the next answer', async () => {
    const { marek, id } = await account();
    marek.rights = {};
    const { id: tried } = await olga.send(id, { text: 'hello' });
    const failed = await olga.reaches(id, tried, ['failed']);
    assert.match(failed.error.message, /does not let the bot do this: allow it in Telegram/);
    await refused(id, 'read_only');
  });
  test('that puts the bot out and lets it in again goes on where it was', async () => {
    const { marek, anna, asked, id } = await account();
    const { id: answered } = await olga.send(id, { text: 'at fiv' });
    await olga.reaches(id, answered, ['sent']);
    marek.disconnect();
    await refused(id, 'disconnected');
    assert.match((await state()).detail, /disconnected the bot: connect it again/);
    marek.connect(bot);
    await until(async () => (await now(id)).can_reply.allowed, 'it can be answered again');
    assert.equal((await state()).state, 'ok');
    marek.hear(anna, 'so, when?');
    await shows(id, (one) => one.text === 'so, when?', 'what is new, in the same conversation');
    await olga.must('PATCH', `/conversations/${id}/messages/${answered}`, { text: 'at five' });
    await until(() => [...marek.thread(anna.id).messages.values()].some((one) => one.text === 'at five'), 'what was sent before can still be changed');
    marek.edit(anna, asked.message_id, 'are you free on Friday?');
    await shows(id, (one) => one.text === 'are you free on Friday?', 'a change of what was written before');
    await olga.send(id, { text: 'on Friday too' });
    await sent(marek, 'on Friday too');
    assert.equal((await olga.conversations()).filter((one) => one.contact.name === anna.user.first_name).length, 1);
  });
  test('takes no answer when the customer has been silent for a day', async () => {
    const { marek, anna, id } = await account();
    marek.thread(anna.id).heardAt = 0;
    const { id: late } = await olga.send(id, { text: 'are you still there?' });
    const failed = await olga.reaches(id, late, ['failed']);
    assert.match(failed.error.message, /24 hours have passed/);
    await refused(id, 'window_closed');
    marek.hear(anna, 'yes');
    await until(async () => (await now(id)).can_reply.allowed, 'who writes can be answered');
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
  test('every call passes the published object model', { skip: missing }, async () => {
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});
