import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { pdf, png } from '../fakes/telegram/files.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { pause, startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

for (const mode of /** @type {('webhook' | 'poll')[]} */ (['webhook', 'poll']))
  describe(`Telegram by ${mode}`, () => {
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    let bot, channel;
    before(async () => {
      fake = await startTelegramFake();
      parley = await startParley();
      olga = await parley.operator();
      ({ bot, channel } = await joinTelegram(parley, fake, mode));
      await olga.listen();
    });
    after(async () => {
      olga?.close();
      await parley?.stop();
      await fake?.close();
    });
    let serial = 0;
    /** A new person in a conversation that Parley knows. */
    async function acquaintance(name = `Person ${++serial}`) {
      const person = fake.person({ first_name: name });
      person.start(bot);
      person.write(bot, 'hello');
      const conversation = await olga.conversationOf(name);
      await arrived(conversation.id, (message) => message.text === 'hello', 'hello');
      return { person, id: conversation.id };
    }
    const arrived = (id, wanted, what) => until(async () => (await olga.spoken(id)).find(wanted), `the inbox shows ${what}`);
    /** The bytes of the only attachment, once fetched. */
    async function attachment(id, kind) {
      const message = await until(async () => (await olga.spoken(id)).find((one) => one.kind === kind && one.attachments[0]?.state === 'ready'), `a ${kind} with its file`);
      return { message, file: message.attachments[0], bytes: (await olga.call('GET', `/attachments/${message.attachments[0].id}`)).raw };
    }

    test('a text arrives once, with its author, and is announced on the socket', async () => {
      const { person, id } = await acquaintance();
      const sent = person.write(bot, 'Привіт! 👩‍👩‍👧‍👦 ось https://shop.example.com/кошик');
      const got = await arrived(id, (one) => one.text === sent.text, 'the text');
      assert.deepEqual([got.direction, got.author.type, got.kind], ['inbound', 'contact', 'text']);
      await until(() => olga.events.find((event) => event.type === 'message.created' && event.data.message.id === got.id), 'message.created on the socket');
      assert.equal((await olga.spoken(id)).length, 2);
    });
    test('a start link becomes the source of the lead and no message of the customer', async () => {
      const person = fake.person({ first_name: 'Deep Link' });
      person.start(bot, 'ad_spring26_A-17');
      person.write(bot, 'I saw your ad');
      const conversation = await olga.conversationOf('Deep Link');
      await arrived(conversation.id, (one) => one.text === 'I saw your ad', 'the text');
      assert.equal((await olga.spoken(conversation.id)).some((one) => (one.text ?? '').startsWith('/start')), false);
      const { lead_detail: lead } = await olga.must('GET', `/conversations/${conversation.id}`);
      const { first_touch: touch } = lead;
      assert.ok([touch.ref, touch.source, touch.campaign].includes('ad_spring26_A-17'), JSON.stringify(touch));
    });
    test('photo, document, voice and sticker arrive with their bytes', async () => {
      const { person, id } = await acquaintance();
      const picture = png(200, 100);
      const paper = pdf('Umowa');
      person.sendPhoto(bot, { bytes: picture, caption: 'zdjęcie' });
      person.sendDocument(bot, { bytes: paper, name: 'Umowa – wersja (2).pdf' });
      person.sendVoice(bot);
      person.sendSticker(bot, { emoji: '👋' });
      const photo = await attachment(id, 'image');
      assert.equal(photo.message.text, 'zdjęcie');
      assert.equal(sha256(photo.bytes), sha256(picture));
      const document = await attachment(id, 'file');
      assert.equal(document.file.name, 'Umowa – wersja (2).pdf');
      assert.equal(sha256(document.bytes), sha256(paper));
      const voice = await attachment(id, 'voice');
      assert.equal(voice.bytes.subarray(0, 4).toString(), 'OggS');
      assert.equal(voice.file.duration_ms, 2000);
      const sticker = await arrived(id, (one) => one.kind === 'sticker', 'the sticker');
      assert.equal(sticker.content.emoji, '👋');
    });
    test('location and own contact arrive as what they are', async () => {
      const { person, id } = await acquaintance();
      person.sendLocation(bot, { latitude: 52.23, longitude: 21.01 });
      person.sendContact(bot, { phone_number: '+447700900123' });
      const place = await arrived(id, (one) => one.kind === 'location', 'the place');
      assert.deepEqual([place.content.latitude, place.content.longitude], [52.23, 21.01]);
      const card = await arrived(id, (one) => one.kind === 'contact', 'the card');
      assert.equal(card.content.own, true);
      assert.match(card.content.phone, /447700900123$/);
    });
    test('an edit changes the message, a reply names it', async () => {
      const { person, id } = await acquaintance();
      const first = person.write(bot, 'befor');
      await arrived(id, (one) => one.text === 'befor', 'the first text');
      person.edit(bot, first.message_id, 'before');
      const edited = await arrived(id, (one) => one.text === 'before', 'the edited text');
      assert.ok(edited.edited_at);
      person.write(bot, 'answer', { reply_to: first.message_id });
      const reply = await arrived(id, (one) => one.text === 'answer', 'the reply');
      assert.equal(reply.reply_to.id, edited.id);
      assert.equal((await olga.spoken(id)).length, 3);
    });
    test('a file too big for download leaves its name and a reason', async () => {
      const { person, id } = await acquaintance();
      person.sendDocument(bot, { name: 'huge.pdf', size: 21 * 1024 * 1024 });
      const message = await until(async () => (await olga.spoken(id)).find((one) => one.attachments[0]?.state === 'failed'), 'a failed attachment');
      assert.equal(message.attachments[0].name, 'huge.pdf');
      assert.ok(message.attachments[0].reason);
    });
    test('an update delivered again changes nothing', async () => {
      const { person, id } = await acquaintance();
      if (mode === 'webhook') {
        fake.faults.duplicateUpdates = 1;
        person.write(bot, 'twice');
      } else {
        person.write(bot, 'twice');
        await arrived(id, (one) => one.text === 'twice', 'the text');
        const message = person.thread(bot).messages.get(person.thread(bot).counter);
        fake.state.enqueue(bot, 'message', message, `chat ${person.id}`);
      }
      person.write(bot, 'after');
      await arrived(id, (one) => one.text === 'after', 'the text after it');
      assert.equal((await olga.spoken(id)).filter((one) => one.text === 'twice').length, 1);
    });
    if (mode === 'webhook')
      test('without the right secret nothing is taken', async () => {
        const body = JSON.stringify({ update_id: 1, message: { message_id: 1, from: { id: 9, is_bot: false, first_name: 'Mallory' }, chat: { id: 9, type: 'private', first_name: 'Mallory' }, date: 1, text: 'x' } });
        for (const headers of [{}, { 'x-telegram-bot-api-secret-token': 'e2e-secret_2' }, { 'x-telegram-bot-api-secret-token': 'e2e-secret_' }]) {
          const { status } = await fetch(channel.hook_url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
          assert.ok([401, 403].includes(status), String(status));
        }
        assert.equal((await olga.conversations()).some((one) => one.contact.name === 'Mallory'), false);
      });

    test('text, photo, document and reply go out; nothing is sent twice', async () => {
      const { person, id } = await acquaintance();
      const question = (await olga.spoken(id))[0];
      const file = await olga.upload(pdf('Oferta'), 'application/pdf', 'Oferta №1.pdf');
      const image = await olga.upload(png(60, 40), 'image/png', 'plan.png');
      const said = [
        await olga.send(id, { text: 'Już <sprawdzam> & 😀', client_id: 'same' }),
        await olga.send(id, { text: 'odpowiedź', reply_to: question.id }),
        await olga.send(id, { text: 'plan', attachments: [image.id] }),
        await olga.send(id, { text: '', attachments: [file.id] }),
      ];
      const again = await olga.call('POST', `/conversations/${id}/messages`, { text: 'Już <sprawdzam> & 😀', client_id: 'same' });
      assert.deepEqual([again.status, again.json.id], [200, said[0].id]);
      for (const one of said) await olga.reaches(id, one.id, ['sent']);
      const got = person.received(bot);
      assert.deepEqual(got.map((one) => one.text ?? one.caption ?? ''), ['Już <sprawdzam> & 😀', 'odpowiedź', 'plan', '']);
      assert.equal(got[1].reply_to_message.text, 'hello');
      assert.ok(got[2].photo);
      assert.equal(got[3].document.file_name, 'Oferta №1.pdf');
    });
    test('typing of an operator is shown to the person', async () => {
      const { person, id } = await acquaintance();
      olga.tell({ type: 'typing', conversation_id: id, on: true });
      await until(() => fake.ledger.find((one) => one.kind === 'action' && one.chat_id === person.id && one.action === 'typing'), 'sendChatAction');
    });
    test('retry_after of 429 is obeyed, and the order is kept', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('sendMessage', { kind: '429', retry_after: 2, chat_id: person.id });
      const one = await olga.send(id, { text: 'one' });
      const two = await olga.send(id, { text: 'two' });
      await olga.reaches(id, one.id, ['sent']);
      await olga.reaches(id, two.id, ['sent']);
      assert.deepEqual(person.received(bot).map((message) => message.text), ['one', 'two']);
    });
    test('a person who blocked the bot: failed, with the reason', async () => {
      const { person, id } = await acquaintance();
      person.thread(bot).blocked = true;
      const { id: message } = await olga.send(id, { text: 'anybody there?' });
      const failed = await olga.reaches(id, message, ['failed']);
      assert.match(JSON.stringify(failed.error), /block/i);
      assert.equal(person.received(bot).length, 0);
    });
    test('a 5xx in JSON is tried again', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('sendMessage', { kind: '5xx', code: 500, chat_id: person.id });
      const { id: message } = await olga.send(id, { text: 'persistent' });
      await olga.reaches(id, message, ['sent'], 60);
      assert.equal(person.received(bot).length, 1);
    });
    test('when nobody listens, the message waits and is sent once', async () => {
      const { person, id } = await acquaintance();
      await fake.offline();
      let message;
      try {
        ({ id: message } = await olga.send(id, { text: 'after the outage' }));
        await pause(500);
      } finally {
        await fake.online();
      }
      await olga.reaches(id, message, ['sent'], 60);
      assert.equal(person.received(bot).length, 1);
    });
    for (const [kind, taken] of /** @type {[string, number][]} */ ([['cut_before', 0], ['cut_after', 1], ['truncate', 1], ['502', 0]]))
      test(`an answer lost (${kind}) leaves the message unconfirmed; it is not sent again by itself`, async () => {
        const { person, id } = await acquaintance();
        fake.faults.next('sendMessage', { kind, chat_id: person.id });
        const { id: message } = await olga.send(id, { text: 'did it arrive?' });
        await olga.reaches(id, message, ['unconfirmed']);
        const { id: next } = await olga.send(id, { text: 'the next one' });
        await olga.reaches(id, next, ['sent']);
        const count = () => fake.sentTo(person.id).filter((one) => one.message.text === 'did it arrive?').length;
        assert.equal(count(), taken);
        await olga.must('POST', `/conversations/${id}/messages/${message}/retry`);
        await olga.reaches(id, message, ['sent']);
        assert.equal(count(), taken + 1);
      });
    test('an unconfirmed message that did arrive is confirmed by hand and not sent again', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('sendMessage', { kind: 'cut_after', chat_id: person.id });
      const { id: message } = await olga.send(id, { text: 'it did arrive' });
      await olga.reaches(id, message, ['unconfirmed']);
      const confirmed = await olga.must('POST', `/conversations/${id}/messages/${message}/confirm`);
      assert.deepEqual([confirmed.status, confirmed.error], ['sent', null]);
      const { id: next } = await olga.send(id, { text: 'the next one' });
      await olga.reaches(id, next, ['sent']);
      assert.equal(fake.sentTo(person.id).filter((one) => one.message.text === 'it did arrive').length, 1);
    });
    test('the press of a button arrives and is answered, so that the button rests', async () => {
      const { person, id } = await acquaintance();
      const sent = await olga.send(id, { text: 'which one?' });
      await olga.reaches(id, sent.id, ['sent']);
      person.press(bot, person.received(bot).at(-1).message_id, 'the blue one');
      const press = await arrived(id, (one) => one.kind === 'interaction', 'the press');
      assert.equal(press.content.payload, 'the blue one');
      await until(() => [...fake.state.callbacks.values()].some((one) => one.user === person.id && one.answered), 'answerCallbackQuery');
    });
    if (mode === 'poll')
      test('an update that cannot be read is kept aside and holds up nobody', async () => {
        const { person, id } = await acquaintance();
        const quarantined = async () => Number(/^parley_quarantined_updates (\d+)/m.exec(await (await fetch(`${parley.url}/metrics`)).text())?.[1]);
        const before = await quarantined();
        fake.faults.next('getUpdates', { kind: 'garble', find: 'POISON', put: 0xff, times: 1000 });
        person.write(bot, 'before');
        await arrived(id, (one) => one.text === 'before', 'the text before it, by the call that hung already');
        person.write(bot, 'POISON');
        person.write(bot, 'behind');
        await arrived(id, (one) => one.text === 'behind', 'the text behind it');
        assert.deepEqual((await olga.spoken(id)).map((one) => one.text), ['hello', 'before', 'behind']);
        assert.equal(await quarantined(), before + 1);
        await until(() => bot.queue.length === 0, 'all of it is confirmed');
        fake.faults.clear();
      });
    test('no call was against the rules of the fake', () => {
      assert.deepEqual(fake.violations, []);
    });
    test('every call passes the published object model', { skip: missing }, async () => {
      const verdict = await checkCalls(fake.calls);
      assert.equal(verdict.ok, true, verdict.text);
    });
  });
