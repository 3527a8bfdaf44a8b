// Groups of Telegram: one conversation with the group (or a topic of it), each message with whoever wrote it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

describe('a group', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let bot, anna, boris;
  before(async () => {
    fake = await startTelegramFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ bot } = await joinTelegram(parley, fake, 'webhook'));
    anna = fake.person({ first_name: 'Anna', last_name: 'Nowak' });
    boris = fake.person({ first_name: 'Boris' });
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });
  let serial = 0;
  /** A group of which the bot is an administrator, and its conversation after somebody wrote. */
  async function council(/** @type {'group' | 'supergroup'} */ type = 'supergroup') {
    const title = `Council ${++serial}`, group = fake.group(title, type);
    group.promote(bot);
    group.write(bot, anna, 'who comes on Friday?');
    const { id } = await olga.conversationOf(title);
    return { group, id };
  }
  const said = async (id) => (await olga.spoken(id)).map((/** @type {any} */ one) => [one.author.name, one.text]);
  const lines = async (id) => (await olga.messages(id)).filter((/** @type {any} */ one) => one.content?.activity === 'chat').map((/** @type {any} */ one) => one.content);

  test('is one conversation for all who write there, and an answer goes to all', async () => {
    const { group, id } = await council();
    const asked = group.write(bot, boris, 'and at what time?');
    await until(async () => (await said(id)).length === 2, 'both');
    assert.deepEqual(await said(id), [['Anna Nowak', 'who comes on Friday?'], ['Boris', 'and at what time?']]);
    const question = (await olga.spoken(id)).at(-1);
    await olga.send(id, { text: 'at six', reply_to: question.id });
    const answer = await until(() => fake.ledger.find((one) => one.kind === 'message' && one.chat_id === group.id), 'the answer');
    assert.deepEqual([answer.message.text, answer.message.reply_to_message.message_id], ['at six', asked.message_id]);
    const quoting = (await olga.spoken(id)).at(-1);
    assert.equal(quoting.reply_to.author_name, 'Boris');
    assert.equal((await olga.conversations()).filter((one) => one.contact.name === group.title).length, 1);
  });
  test('tells who joins and leaves, its new name and what is pinned, as lines that nobody waits for', async () => {
    const { group, id } = await council();
    await until(async () => (await said(id)).length === 1, 'the first');
    await olga.must('POST', `/conversations/${id}/no-reply-needed`);
    const { unread } = await olga.must('GET', `/conversations/${id}`);
    group.tell(bot, anna, { new_chat_members: [boris.user] });
    group.tell(bot, boris, { left_chat_member: boris.user });
    group.tell(bot, anna, { new_chat_title: 'Board' });
    group.tell(bot, anna, { pinned_message: { message_id: 1, date: 0, chat: group.chat(), text: 'Friday, six' } });
    group.tell(bot, anna, { video_chat_started: {} });
    await until(async () => (await lines(id)).length === 4, 'four lines');
    assert.deepEqual((await lines(id)).map(({ what, names, text, by }) => [what, names.join(), text, by.name]), [
      ['joined', 'Boris', '', 'Anna Nowak'], ['left', 'Boris', '', 'Boris'], ['title', '', 'Board', 'Anna Nowak'], ['pinned', '', 'Friday, six', 'Anna Nowak'],
    ]);
    const now = await olga.must('GET', `/conversations/${id}`);
    assert.deepEqual([now.wait, now.unread], [null, unread]);
  });
  test('with topics has a conversation for each, and what is written there stays there', async () => {
    const { group, id } = await council();
    const repairs = group.topic(77, 'Repairs');
    group.write(bot, boris, 'the lift is broken', { topic: repairs });
    const { id: other } = await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'the lift is broken'), 'the topic');
    assert.notEqual(other, id);
    await olga.send(other, { text: 'we are on it' });
    const answer = await until(() => fake.ledger.find((one) => one.kind === 'message' && one.chat_id === group.id), 'the answer');
    assert.equal(answer.message.message_thread_id, 77);
    group.react(bot, boris, answer.message_id, ['👍']);
    await until(async () => (await olga.spoken(other)).at(-1).reactions.length === 1, 'the reaction, which names no topic');
  });
  test('that becomes a supergroup goes on in its conversation', async () => {
    const { group, id } = await council('group');
    const next = group.upgrade(bot, anna);
    next.write(bot, boris, 'still here');
    await until(async () => (await said(id)).length === 2, 'what was written in the supergroup');
    await olga.send(id, { text: 'so are we' });
    await until(() => fake.ledger.some((one) => one.kind === 'message' && one.chat_id === next.id), 'the answer, in the supergroup');
  });
  test('that became a supergroup unheard is followed by what is sent', async () => {
    const { group, id } = await council('group');
    const next = group.upgrade(bot, anna, undefined, false);
    const sent = await olga.send(id, { text: 'where are you?' });
    await olga.reaches(id, sent.id, ['sent']);
    assert.deepEqual(fake.ledger.filter((one) => one.message?.text === 'where are you?').map((one) => one.chat_id), [next.id]);
    next.write(bot, boris, 'over here');
    await until(async () => (await olga.spoken(id)).some((one) => one.text === 'over here'), 'their answer, in the same conversation');
  });
  test('that speaks as a supergroup before anybody told of it sends whoever has it there', async () => {
    const { group, id } = await council('group');
    const me = await olga.must('GET', '/me');
    await olga.must('PATCH', `/conversations/${id}`, { assignee_id: me.id });
    const next = group.upgrade(bot, anna, (early) => early.write(bot, boris, 'already here'));
    await until(async () => (await olga.must('GET', `/conversations/${id}`)).can_reply.code === 'chat_moved', 'the old one takes no answer');
    const other = await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'already here'), 'the new one');
    assert.equal((await olga.must('GET', `/conversations/${other.id}`)).assignee.id, me.id);
    await olga.send(other.id, { text: 'so am I' });
    await until(() => fake.ledger.some((one) => one.kind === 'message' && one.chat_id === next.id), 'the answer, in the supergroup');
  });
  test('of which the old chat is heard late joins the conversation that is there', async () => {
    const group = fake.group(`Late ${++serial}`, 'group');
    group.promote(bot);
    group.upgrade(bot, anna, (early) => early.write(bot, boris, 'first of all'));
    const { id } = await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'first of all'), 'the conversation');
    group.write(bot, anna, 'on its way for long');
    await until(async () => (await said(id)).length === 2, 'what was on its way');
  });
  test('that puts the bot out cannot be written to until it is taken back', async () => {
    const { group, id } = await council();
    await until(async () => (await said(id)).length === 1, 'the first');
    group.membership(bot, anna, 'kicked');
    await until(async () => !(await olga.must('GET', `/conversations/${id}`)).can_reply.allowed, 'no answer is possible');
    group.membership(bot, anna, 'administrator');
    await until(async () => (await olga.must('GET', `/conversations/${id}`)).can_reply.allowed, 'it is again');
  });
  test('formatted and forwarded words come as they were written', async () => {
    const { group, id } = await council();
    const told = { text: 'Read the rules, please', entities: [{ type: 'bold', offset: 0, length: 4 }, { type: 'text_link', offset: 9, length: 5, url: 'https://council.example/rules' }], forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'A neighbour' } };
    group.tell(bot, boris, told);
    const message = await until(async () => (await olga.spoken(id)).find((one) => one.text === told.text), 'the message');
    assert.deepEqual([message.content.marks, message.content.forwarded_from], [[{ type: 'bold', offset: 0, length: 4 }, { type: 'link', offset: 9, length: 5, url: 'https://council.example/rules' }], 'A neighbour']);
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
  test('every call passes the published object model', { skip: missing }, async () => {
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});
