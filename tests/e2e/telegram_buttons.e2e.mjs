// Buttons: under messages of ours, in place of the customer's keys, and what is pressed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { png } from '../fakes/telegram/files.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

for (const mode of /** @type {('webhook' | 'poll')[]} */ (['webhook', 'poll']))
  describe(`buttons of Telegram by ${mode}`, () => {
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    let bot;
    before(async () => {
      fake = await startTelegramFake();
      parley = await startParley();
      olga = await parley.operator();
      ({ bot } = await joinTelegram(parley, fake, mode));
    });
    after(async () => {
      await parley?.stop();
      await fake?.close();
    });
    let serial = 0;
    async function acquaintance() {
      const name = `Person ${++serial}`, person = fake.person({ first_name: name });
      person.start(bot);
      person.write(bot, 'hello');
      const { id } = await olga.conversationOf(name);
      await shows(id, (one) => one.text === 'hello', 'hello');
      return { person, id };
    }
    const shows = (id, wanted, what) => until(async () => (await olga.spoken(id)).find(wanted), `the inbox shows ${what}`);
    const sent = (person, text) => until(() => fake.sentTo(person.id).find((one) => (one.message.text ?? one.message.caption) === text), `${text} at Telegram`);

    test('are pressed for an answer, and the press is at rest at once', async () => {
      const { person, id } = await acquaintance();
      const long = 'Ж'.repeat(60);
      const posted = await olga.send(id, { text: 'When?', buttons: [{ title: 'At five', payload: 'slot:5' }, { title: long }, { title: 'See on the site', url: 'https://shop.example/slots' }] });
      assert.deepEqual(posted.content.buttons, [{ title: 'At five', payload: 'slot:5' }, { title: long, payload: long }, { title: 'See on the site', url: 'https://shop.example/slots' }]);
      const { message } = await sent(person, 'When?');
      const rows = message.reply_markup.inline_keyboard;
      assert.deepEqual([rows[0], rows[2]], [[{ text: 'At five', callback_data: 'slot:5' }], [{ text: 'See on the site', url: 'https://shop.example/slots' }]]);
      const query = person.press(bot, message.message_id, 'slot:5');
      const pressed = await shows(id, (one) => one.kind === 'interaction', 'the press');
      assert.deepEqual([pressed.text, pressed.content.payload, pressed.reply_to.text, pressed.direction], ['At five', 'slot:5', 'When?', 'inbound']);
      await until(() => fake.state.callbacks.get(query.id).answered, 'an answer to the press');
      person.press(bot, message.message_id, rows[1][0].callback_data);
      assert.equal((await shows(id, (one) => one.text === long, 'a long one')).kind, 'interaction');
      person.press(bot, message.message_id, 'never there');
      await shows(id, (one) => one.text === 'never there' && one.kind === 'interaction', 'what was on no button, as it came');
    });
    test('stay when the words over them are changed', async () => {
      const { person, id } = await acquaintance();
      const { id: asked } = await olga.send(id, { text: 'Wen?', buttons: [{ title: 'Now' }] });
      await sent(person, 'Wen?');
      await olga.reaches(id, asked, ['sent']);
      await olga.must('PATCH', `/conversations/${id}/messages/${asked}`, { text: 'When?' });
      const changed = await until(() => fake.ledger.find((one) => one.kind === 'edit' && one.chat_id === person.id), 'the change');
      assert.deepEqual([changed.message.text, changed.message.reply_markup.inline_keyboard], ['When?', [[{ text: 'Now', callback_data: 'Now' }]]]);
    });
    test('stand under the picture, or after an album that takes none', async () => {
      const { person, id } = await acquaintance();
      const picture = async () => (await olga.upload(png(20, 20), 'image/png', 'a.png')).id;
      await olga.send(id, { text: 'this one?', attachments: [await picture()], buttons: [{ title: 'Yes' }] });
      const one = await sent(person, 'this one?');
      assert.ok(one.message.photo && one.message.reply_markup);
      await olga.send(id, { text: 'which?', attachments: [await picture(), await picture()], buttons: [{ title: 'First' }, { title: 'Second' }] });
      const words = await sent(person, 'which?');
      assert.deepEqual([words.message.photo, words.message.reply_markup.inline_keyboard.length], [undefined, 2]);
    });
    test('ask for the phone number, which comes as the customer\'s own and proven', async () => {
      const { person, id } = await acquaintance();
      assert.equal((await olga.must('GET', `/conversations/${id}`)).channel_can.asks_phone, true);
      await olga.send(id, { text: 'Where can we call you?', buttons: [{ title: 'Share my number', ask: 'phone' }, { title: 'Better not' }] });
      await sent(person, 'Where can we call you?');
      person.tap(bot, 'Better not');
      await shows(id, (one) => one.text === 'Better not', 'the other key, as words');
      person.tap(bot, 'Share my number', { phone_number: '48600100200' });
      const card = await shows(id, (one) => one.kind === 'contact', 'the card');
      assert.deepEqual([card.content.phone, card.content.own], ['+48600100200', true]);
      const { contact_detail: contact } = await olga.must('GET', `/conversations/${id}`);
      assert.deepEqual([contact.phone, contact.phone_verified], ['+48600100200', true]);
    });
    test('ask for where somebody is', async () => {
      const { person, id } = await acquaintance();
      assert.equal((await olga.must('GET', `/conversations/${id}`)).channel_can.asks_location, true);
      await olga.send(id, { text: 'Where are you?', buttons: [{ title: 'Here', ask: 'location' }] });
      await sent(person, 'Where are you?');
      person.tap(bot, 'Here');
      assert.equal((await shows(id, (one) => one.kind === 'location', 'the place')).content.latitude, 52.2297);
    });
    test('are none, but a place, a venue and a card go as such', async () => {
      const { person, id } = await acquaintance();
      const { channel_can: can } = await olga.must('GET', `/conversations/${id}`);
      assert.deepEqual([can.locations, can.contacts], [true, true]);
      const at = { latitude: 52.2297, longitude: 21.0122 };
      const given = [{ location: at }, { location: { ...at, title: 'Shop', address: 'Prosta 1' } }, { contact: { name: 'Anna Nowak', phone: '0048 600 100 200' } }];
      for (const body of given) {
        const posted = await olga.send(id, { text: '', ...body });
        await olga.reaches(id, posted.id, ['sent']);
      }
      const [place, venue, card] = fake.sentTo(person.id).slice(-3).map((one) => one.message);
      assert.deepEqual([place.location, place.venue], [at, undefined]);
      assert.deepEqual([venue.venue.title, venue.venue.address, venue.location], ['Shop', 'Prosta 1', at]);
      assert.deepEqual(card.contact, { phone_number: '+48600100200', first_name: 'Anna Nowak' });
      const ours = (await olga.spoken(id)).filter((one) => one.direction === 'outbound').slice(-3);
      assert.deepEqual(ours.map((one) => one.kind), ['location', 'location', 'contact']);
      const changed = await olga.call('PATCH', `/conversations/${id}/messages/${ours[0].id}`, { text: 'elsewhere' });
      assert.deepEqual([changed.status, changed.json.code], [409, 'no_text']);
      await olga.must('DELETE', `/conversations/${id}/messages/${ours[0].id}`);
      await until(() => fake.ledger.some((one) => one.kind === 'delete' && one.chat_id === person.id), 'it is taken back');
    });
    test('of a page hand back what was filled in there', async () => {
      const { person, id } = await acquaintance();
      person.say(bot, { web_app_data: { button_text: 'Order', data: '{"size":"L"}' } });
      const form = await shows(id, (one) => one.kind === 'interaction', 'the form');
      assert.deepEqual([form.text, form.content.payload], ['Order', '{"size":"L"}']);
    });
    test('are refused in words where they cannot be', async () => {
      const { id } = await acquaintance();
      const group = fake.group(`Council ${serial}`);
      group.promote(bot);
      group.write(bot, fake.person({ first_name: 'Boris' }), 'hello');
      const { id: council } = await olga.conversationOf(group.title);
      const refused = async (conversation, body) => {
        const answer = await olga.call('POST', `/conversations/${conversation}/messages`, { text: 'x', ...body });
        assert.equal(answer.status, 422, JSON.stringify(answer.json));
        return answer.json.errors ?? answer.json;
      };
      for (const buttons of [[], {}, [{}], ['x'], [{ title: ' ' }], [{ title: 'x'.repeat(61) }], [{ title: 'a', url: 'tg://x' }], [{ title: 'a', url: 'https://x.io', payload: 'b' }], [{ title: 'a', ask: 'money' }], Array(11).fill({ title: 'a' })])
        await refused(id, { buttons });
      await refused(id, { buttons: [{ title: 'a' }], text: '' });
      await refused(id, { buttons: [{ title: 'a' }], note: true });
      assert.match(JSON.stringify(await refused(council, { buttons: [{ title: 'a', ask: 'phone' }] })), /nothing can be asked for by a button in this chat/);
      assert.equal((await olga.must('GET', `/conversations/${council}`)).channel_can.asks_phone, false);
      await olga.send(council, { text: 'vote', buttons: [{ title: 'aye' }] });
      await until(() => fake.sentTo(group.id).some((one) => one.message.reply_markup), 'buttons in the group');
    });
    test('commands are shown as such, and the owner\'s way to the bot is no customer', async () => {
      const { person, id } = await acquaintance();
      person.write(bot, '/price today', { entities: [{ type: 'bot_command', offset: 0, length: 6 }] });
      const command = await shows(id, (one) => one.text === '/price today', 'the command');
      assert.deepEqual(command.content.marks, [{ type: 'code', offset: 0, length: 6 }]);
      const owner = fake.person({ first_name: 'Owner' });
      owner.start(bot, `bizChat${owner.id}`);
      person.write(bot, 'last');
      await shows(id, (one) => one.text === 'last', 'what came after');
      assert.equal((await olga.conversations()).some((one) => one.contact.name === 'Owner'), false);
    });
    test('no call was against the rules of the fake', () => {
      assert.deepEqual(fake.violations, []);
    });
    test('every call passes the published object model', { skip: missing }, async () => {
      const verdict = await checkCalls(fake.calls);
      assert.equal(verdict.ok, true, verdict.text);
    });
  });
