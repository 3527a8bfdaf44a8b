import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ManualClock } from './clock.mjs';
import { startTelegramFake } from './server.mjs';

/** @type {(() => Promise<void>)[]} */ const closers = [];

describe('a personal account', () => {
  after(async () => {
    for (const close of closers) await close();
  });
  async function account(/** @type {Record<string, boolean>} */ rights) {
    const clock = new ManualClock();
    const fake = await startTelegramFake({ clock });
    closers.push(() => fake.close());
    const bot = fake.addBot(), anna = fake.person({ first_name: 'Anna' }), marek = fake.owner({ first_name: 'Marek' });
    marek.connect(bot, rights);
    const call = async (method, params) => {
      const response = await fetch(`${fake.url}/bot${bot.token}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) });
      return response.json();
    };
    const told = () => bot.queue.map(({ update }) => Object.keys(update)[1]);
    const write = (params) => call('sendMessage', { business_connection_id: marek.connection, chat_id: anna.id, text: 'hello', ...params });
    return { fake, bot, anna, marek, clock, call, told, write };
  }
  test('is written from for a day after the other side wrote, with the right to', async () => {
    const { anna, marek, write, told, clock, fake } = await account();
    assert.match((await write({})).description, /BUSINESS_PEER_USAGE_MISSING/);
    marek.hear(anna, 'are you free tomorrow?');
    const sent = (await write({})).result;
    assert.deepEqual([sent.from.first_name, sent.sender_business_bot.is_bot, sent.chat.id, sent.message_id], ['Marek', true, anna.id, 3002]);
    assert.equal(fake.ledger[0].connection, marek.connection);
    assert.match((await write({ business_connection_id: '' })).description, /can't initiate conversation/);
    assert.match((await write({ business_connection_id: 'other' })).description, /business connection not found/);
    assert.match((await write({ chat_id: marek.user.id })).description, /BUSINESS_PEER_INVALID/);
    marek.excluded.add(anna.id);
    marek.hear(anna, 'kept from the bot');
    assert.match((await write({})).description, /BUSINESS_PEER_INVALID/);
    marek.excluded.clear();
    marek.allow({});
    assert.match((await write({})).description, /BOT_ACCESS_FORBIDDEN/);
    marek.allow({ can_reply: true });
    clock.advance(24 * 3600 * 1000);
    assert.match((await write({})).description, /BUSINESS_PEER_USAGE_MISSING/);
    assert.equal(told().filter((kind) => kind === 'business_message').length, 1, 'neither an excluded chat nor what the bot sends');
  });
  test('tells what its owner writes, changes and removes, and nothing after the bot was put out', async () => {
    const { anna, marek, told, bot } = await account();
    const asked = marek.hear(anna, 'hi');
    const said = marek.write(anna, 'hello', { reply_to: asked.message_id });
    marek.edit(anna, said.message_id, 'hello!');
    marek.remove(anna, [said.message_id]);
    marek.disconnect();
    marek.hear(anna, 'still there?');
    assert.deepEqual(told(), ['business_connection', 'business_message', 'business_message', 'edited_business_message', 'deleted_business_messages', 'business_connection']);
    const [on, , echo, , , off] = bot.queue.map(({ update }) => Object.values(update)[1]);
    assert.deepEqual([on.is_enabled, on.rights.can_reply, off.is_enabled, off.rights], [true, true, false, undefined]);
    assert.deepEqual([echo.from.id, echo.chat.id, echo.reply_to_message.text], [marek.user.id, anna.id, 'hi']);
    const before = on.id;
    marek.connect(bot);
    assert.notEqual(marek.connection, before);
    assert.equal(marek.write(anna, 'back').message_id, said.message_id + 2, 'the numbers go on');
  });
  test('takes no keyboards, and lets the bot remove and mark as read only what it may', async () => {
    const { anna, marek, write, call, fake } = await account({ can_reply: true });
    const asked = marek.hear(anna, 'hi');
    assert.equal((await write({ reply_markup: { keyboard: [[{ text: 'yes' }]] } })).error_code, 400);
    assert.equal((await write({ reply_markup: { inline_keyboard: [[{ text: 'a', switch_inline_query: '' }]] } })).error_code, 400);
    const sent = (await write({ reply_markup: { inline_keyboard: [[{ text: 'yes', callback_data: 'y' }]] } })).result;
    const of = { business_connection_id: marek.connection };
    const remove = (id) => call('deleteBusinessMessages', { ...of, message_ids: [id] });
    const read = () => call('readBusinessMessage', { ...of, chat_id: anna.id, message_id: asked.message_id });
    assert.match((await remove(sent.message_id)).description, /BOT_ACCESS_FORBIDDEN/);
    assert.match((await read()).description, /BOT_ACCESS_FORBIDDEN/);
    marek.allow({ can_reply: true, can_read_messages: true, can_delete_sent_messages: true });
    assert.equal((await read()).ok, true);
    assert.match((await remove(asked.message_id)).description, /BOT_ACCESS_FORBIDDEN/);
    assert.equal((await call('editMessageText', { ...of, chat_id: anna.id, message_id: sent.message_id, text: 'changed' })).ok, true);
    assert.match((await call('editMessageText', { ...of, chat_id: anna.id, message_id: asked.message_id, text: 'changed' })).description, /can't be edited/);
    assert.equal((await remove(sent.message_id)).ok, true);
    assert.deepEqual(fake.ledger.map(({ kind }) => kind), ['message', 'read', 'edit', 'delete']);
  });
});
