// Reactions both ways: ours reach the customer's side in order and exactly as they stand; theirs are shown and are no message.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';
import { Visitor } from './harness/visitor.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {import('./harness.mjs').Operator} */ let piotr;

before(async () => {
  parley = await startParley();
  olga = await parley.operator({ role: 'operator' });
  piotr = await parley.operator({ email: 'piotr@example.com', name: 'Piotr', role: 'operator' });
});
after(() => parley?.stop());

const at = (id, message) => `/conversations/${id}/messages/${message}/reaction`;
const put = (who, id, message, emoji) => who.must('PUT', at(id, message), { emoji });
const now = async (id, message) => (await olga.messages(id)).find((one) => one.id === message);
/** "emoji state", one after the other. */
const shown = async (id, message) => (await now(id, message)).reactions.map((one) => `${one.emoji} ${one.state}`).join();
const becomes = (id, message, what) => until(async () => (await shown(id, message)) === what, `reactions "${what}"`);
const refused = async (method, path, body) => {
  const { status, json } = await olga.call(method, path, body);
  assert.ok(status >= 400, `${method} ${path} was taken`);
  return [status, json.code];
};
/** What a person's wait, place and count were and are. */
const standing = async (id) => {
  const { wait, unread, status, last_activity_at, last_message } = await olga.must('GET', `/conversations/${id}`);
  return { wait, unread, status, last_activity_at, last_message };
};

describe('on Telegram', () => {
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  let bot, serial = 0;
  before(async () => {
    fake = await startTelegramFake();
    ({ bot } = await joinTelegram(parley, fake, 'webhook'));
  });
  after(() => fake?.close());
  async function acquaintance() {
    const name = `Traveller ${++serial}`, person = fake.person({ first_name: name });
    person.start(bot);
    const asked = person.write(bot, 'is it open?');
    const { id } = await olga.conversationOf(name);
    const message = await until(async () => (await olga.spoken(id)).find((one) => one.text === 'is it open?'), 'the question');
    return { person, id, message: message.id, number: asked.message_id };
  }
  /** What stands on a message of the chat, by all that the fake took: each as its list. */
  const set = (person) => fake.ledger.filter((entry) => entry.kind === 'reaction' && entry.chat_id === person.id).map((entry) => [entry.message_id, entry.reaction.map((one) => one.emoji).join()]);

  test('it is put on, changed and taken away where the person sees it; the wait goes on', async () => {
    const { person, id, message, number } = await acquaintance();
    const before = await standing(id);
    assert.ok(before.wait);
    const answer = await put(olga, id, message, '👍');
    assert.equal(answer.reactions[0].by.name, (await olga.must('GET', '/me')).name);
    await becomes(id, message, '👍 sent');
    await put(piotr, id, message, '🔥');
    await becomes(id, message, '🔥 sent');
    assert.equal((await now(id, message)).reactions[0].by.name, 'Piotr');
    await olga.must('DELETE', at(id, message));
    await becomes(id, message, '');
    await olga.must('DELETE', at(id, message));
    assert.deepEqual(set(person), [[number, '👍'], [number, '🔥'], [number, '']]);
    assert.deepEqual(await standing(id), before);
  });
  test('one that waits goes out as it is when it leaves, after what was sent before it', async () => {
    const { person, id, message, number } = await acquaintance();
    fake.faults.next('sendMessage', { kind: 'slow_answer', ms: 1500, chat_id: person.id });
    const sent = await olga.send(id, { text: 'yes, till six' });
    await olga.reaches(id, sent.id, ['sending']);
    for (const emoji of ['👍', '🎉', '🙏']) await put(olga, id, message, emoji);
    await becomes(id, message, '🙏 sent');
    assert.deepEqual(set(person), [[number, '🙏']]);
    const about = fake.ledger.filter((entry) => entry.chat_id === person.id && ['message', 'reaction'].includes(entry.kind)).map((entry) => entry.kind);
    assert.deepEqual(about, ['message', 'reaction']);
  });
  test('an answer of ours carries one too, once it has arrived', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendMessage', { kind: 'slow_answer', ms: 1500, chat_id: person.id });
    const sent = await olga.send(id, { text: 'we are open' });
    await olga.reaches(id, sent.id, ['sending']);
    assert.deepEqual(await refused('PUT', at(id, sent.id), { emoji: '👍' }), [409, 'not_there']);
    await olga.reaches(id, sent.id, ['sent']);
    await put(olga, id, sent.id, '🤝');
    await becomes(id, sent.id, '🤝 sent');
  });
  test('an answer that got lost: it is set again', async () => {
    const { person, id, message, number } = await acquaintance();
    fake.faults.next('setMessageReaction', { kind: 'cut_after', chat_id: person.id });
    await put(olga, id, message, '👏');
    await becomes(id, message, '👏 sent');
    assert.deepEqual(set(person), [[number, '👏'], [number, '👏']]);
  });
  test('retry_after of 429 is obeyed: it is set then, and what follows waits for it', async () => {
    const { person, id, message, number } = await acquaintance();
    fake.faults.next('setMessageReaction', { kind: '429', retry_after: 2, chat_id: person.id });
    await put(olga, id, message, '🔥');
    const later = await olga.send(id, { text: 'after it' });
    await olga.reaches(id, later.id, ['sent']);
    assert.deepEqual(set(person), [[number, '🔥']]);
    assert.equal(await shown(id, message), '🔥 sent');
    assert.deepEqual(fake.violations, []);
  });
  test('a server that is killed while it sets one does so again at the next start', async () => {
    const { person, id, message } = await acquaintance();
    fake.faults.next('setMessageReaction', { kind: 'slow_answer', ms: 20_000, chat_id: person.id });
    await put(olga, id, message, '💯');
    const asked = () => fake.calls.filter((call) => call.path.endsWith('/setMessageReaction') && call.body.includes(String(person.id))).length;
    await until(() => asked() === 1, 'the first attempt');
    await parley.kill('SIGKILL');
    await parley.start();
    await until(() => asked() === 2, 'the second');
    await becomes(id, message, '💯 sent');
    const later = await olga.send(id, { text: 'and on' });
    await olga.reaches(id, later.id, ['sent']);
  });
  test('refused for good: what was there stands again, and the thread says why', async () => {
    const { person, id, message, number } = await acquaintance();
    await put(olga, id, message, '👍');
    await becomes(id, message, '👍 sent');
    person.thread(bot).messages.delete(number);
    await put(olga, id, message, '😢');
    const line = await until(async () => (await olga.messages(id)).find((one) => one.content?.activity === 'reaction_failed'), 'a line');
    assert.deepEqual([line.content.message_id, line.content.emoji, line.content.code], [message, '😢', 'message_gone']);
    assert.equal(await shown(id, message), '👍 sent');
  });
  test('the channel says which there are; another is refused before anything is sent', async () => {
    const { id, message } = await acquaintance();
    const { reactions } = (await olga.must('GET', `/conversations/${id}`)).channel_can;
    assert.equal(reactions.length, 73);
    assert.deepEqual(reactions.slice(0, 2), ['👍', '❤']);
    assert.equal((await refused('PUT', at(id, message), { emoji: '🥦' }))[0], 422);
    assert.equal((await refused('PUT', at(id, message), {}))[0], 422);
    assert.equal((await refused('PUT', at(id, 1), { emoji: '👍' }))[0], 404);
    const note = await olga.send(id, { text: 'between us', note: true });
    assert.deepEqual(await refused('PUT', at(id, note.id), { emoji: '👍' }), [409, 'not_there']);
  });
  test('what people of a group put on a message is shown with their names, once, and is no message', async () => {
    const group = fake.group('Council'), anna = fake.person({ first_name: 'Anna' }), boris = fake.person({ first_name: 'Boris' });
    group.promote(bot);
    group.write(bot, anna, 'who comes?');
    const id = (await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'who comes?'), 'the group')).id;
    const [message] = await olga.spoken(id);
    const sent = await olga.send(id, { text: 'I do' });
    await olga.reaches(id, sent.id, ['sent']);
    const number = Number((await now(id, sent.id)).external_id.split(':').at(-1));
    const before = await standing(id);
    fake.faults.duplicateUpdates += 2;
    group.react(bot, anna, number, ['👍']);
    group.react(bot, boris, number, ['🔥', { type: 'custom_emoji', custom_emoji_id: '5' }]);
    const names = async () => (await now(id, sent.id)).reactions.map((one) => `${one.by.name} ${one.emoji}`).join();
    await until(async () => (await names()) === 'Anna 👍,Boris 🔥,Boris ', 'both');
    group.react(bot, anna, number, []);
    await until(async () => (await names()) === 'Boris 🔥,Boris ', 'taken away');
    await put(olga, id, message.id, '👀');
    await becomes(id, message.id, '👀 sent');
    assert.deepEqual(await standing(id), before);
  });
  test('the fake saw nothing against the rules', () => assert.deepEqual(fake.violations, []));
  test('every call passes the published object model', { skip: missing }, async () => {
    assert.match(JSON.stringify(fake.calls), /setMessageReaction/);
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});

test('on a site it stands on the visitor’s message at once, and goes again', async () => {
  const channel = await parley.addChannel('web', 'Website', { site: 'https://shop.example' });
  const visitor = new Visitor(parley.url, channel.key);
  await visitor.boot();
  await visitor.says('does it come in green?');
  await visitor.listen();
  const id = (await until(async () => (await olga.conversations()).find((one) => one.last_message?.text === 'does it come in green?'), 'the visitor')).id;
  const [message] = await olga.spoken(id);
  await put(olga, id, message.id, '❤');
  await visitor.hears('the heart', (frame) => frame.type === 'message_updated' && frame.message.id === message.id && frame.message.reaction === '❤');
  await becomes(id, message.id, '❤ sent');
  assert.equal((await visitor.messages())[0].reaction, '❤');
  await olga.must('DELETE', at(id, message.id));
  await visitor.hears('its end', (frame) => frame.type === 'message_updated' && frame.message.reaction === null);
  visitor.close();
});

test('the API channel has none, and says so', async () => {
  const app = await startAppFake();
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  app.secrets = [secrets.outbound_secret];
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: app.url });
  const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  const { json } = await client.events([client.message({ contact: { id: 'p-1', name: 'Person' }, text: 'hello' })]);
  const id = Number(json.results[0].conversation_id.replace(/\D+/, ''));
  const [message] = await olga.spoken(id);
  assert.deepEqual((await olga.must('GET', `/conversations/${id}`)).channel_can.reactions, []);
  assert.deepEqual(await refused('PUT', at(id, message.id), { emoji: '👍' }), [409, 'channel_cannot']);
  await app.close();
});
