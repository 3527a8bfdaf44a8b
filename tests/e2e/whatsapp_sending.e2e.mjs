// What goes out to WhatsApp: every kind, receipts in any order, refusals in words, limits waited out, and nothing sent twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ogg, pdf, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { joinWhatsapp, startWhatsappFake } from './harness/whatsapp.mjs';

describe('sending to WhatsApp', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Awaited<ReturnType<typeof joinWhatsapp>>['number']} */ let number;
  /** @type {Awaited<ReturnType<typeof joinWhatsapp>>['business']} */ let business;
  let channel;
  before(async () => {
    fake = await startWhatsappFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ number, business, channel } = await joinWhatsapp(parley, fake));
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });

  let serial = 0;
  async function acquaintance(/** @type {Record<string, any>} */ facts = {}) {
    const name = `Reader ${++serial}`;
    const person = fake.person({ name, ...facts });
    const hello = person.write(number, 'hello');
    const { id } = await olga.conversationOf(name);
    return { person, id, hello };
  }
  /** What the person has, in short. */
  const got = (person) => fake.sentTo(person).map((one) => `${one.kind}:${one.object.body ?? one.object.caption ?? one.object.filename ?? ''}`);
  /** @param {number} id @param {string} text @param {string[]} [states] @param {Record<string, any>} [more] */
  const says = async (id, text, states = ['delivered'], more = {}) => {
    const sent = await olga.send(id, { text, ...more });
    return olga.reaches(id, sent.id, states, 60);
  };

  test('text in the signs of the platform, its quote, a long one in parts', async () => {
    const { person, id, hello } = await acquaintance();
    const [question] = await olga.spoken(id);
    await says(id, 'Das ist **wichtig**, _kursiv_, ~~weg~~, `code` und [hier](https://example.com/a)', ['delivered'], { reply_to: question.id });
    const [first] = fake.sentTo(person);
    assert.equal(first.object.body, 'Das ist *wichtig*, _kursiv_, ~weg~, `code` und hier (https://example.com/a)');
    assert.deepEqual([first.context, first.object.preview_url], [hello, true]);
    const { id: longId } = await says(id, 'слово '.repeat(1500));
    const long = await until(async () => (await olga.spoken(id)).find((one) => one.id === longId && one.content?.parts), 'its parts are known');
    const parts = fake.sentTo(person).slice(1);
    assert.equal(parts.length, 3);
    assert.ok(parts.every((one) => one.object.body.length <= 4096));
    assert.deepEqual([long.external_id, ...long.content.parts], parts.map((one) => one.id));
  });
  test('files by what they are: uploaded, then named by their id', async () => {
    const { person, id } = await acquaintance();
    const send = async (bytes, type, name, text = '') => {
      const file = await olga.upload(bytes, type, name);
      const sent = await olga.send(id, { text, attachments: [file.id] });
      await olga.reaches(id, sent.id, ['delivered']);
    };
    await send(png(20, 20), 'image/png', 'photo.png', 'Das **Foto**');
    await send(pdf('Angebot'), 'application/pdf', 'Angebot №7.pdf');
    await send(Buffer.from('a film'), 'video/mp4', 'film.mp4');
    await send(Buffer.from('ID3 song'), 'audio/mpeg', 'song.mp3', 'no caption there');
    await send(Buffer.from('GIF89a\x08\x00\x08\x00'), 'image/gif', 'laugh.gif');
    const voice = await olga.must('POST', '/attachments?name=voice.ogg&voice=1&duration_ms=1000', ogg(1), { 'content-type': 'audio/ogg' });
    const sent = await olga.send(id, { text: '', attachments: [voice.id] });
    await olga.reaches(id, sent.id, ['delivered']);
    assert.deepEqual(got(person), ['image:Das *Foto*', 'document:Angebot №7.pdf', 'video:', 'audio:', 'text:no caption there', 'document:laugh.gif', 'audio:']);
    assert.equal(fake.sentTo(person).at(-1).object.voice, true);
    const media = fake.media.get(fake.sentTo(person)[1].object.id);
    assert.deepEqual([media?.bytes.equals(pdf('Angebot')), media?.name], [true, 'Angebot №7.pdf']);
  });
  test('of several files one is refused: what arrived is told, and only the rest goes again', async () => {
    const { person, id } = await acquaintance();
    const files = [];
    for (const name of ['a', 'b', 'c']) files.push(await olga.upload(pdf(name), 'application/pdf', `${name}.pdf`));
    fake.faults.next('messages', { kind: 'error', code: 131053, to: person.phone, skip: 2 });
    const half = await says(id, '', ['failed'], { attachments: files.map((one) => one.id) });
    assert.equal(half.error.code, 'partly_sent');
    assert.deepEqual([half.content.arrived.parts, half.content.arrived.of, half.content.arrived.files], [2, 3, [files[0].id, files[1].id]]);
    assert.deepEqual(got(person), ['document:a.pdf', 'document:b.pdf']);
    await olga.must('POST', `/conversations/${id}/messages/${half.id}/retry`);
    await olga.reaches(id, half.id, ['sent', 'delivered']);
    assert.deepEqual(got(person), ['document:a.pdf', 'document:b.pdf', 'document:c.pdf']);
  });
  test('voice that is no Ogg is heard as any sound', async () => {
    const { person, id } = await acquaintance();
    const voice = await olga.must('POST', '/attachments?name=voice.m4a&voice=1&duration_ms=1000', Buffer.from('\0\0\0 ftypM4A said'), { 'content-type': 'audio/mp4' });
    await says(id, '', ['delivered'], { attachments: [voice.id] });
    assert.deepEqual(fake.sentTo(person).map((one) => [one.kind, one.object.voice]), [['audio', undefined]]);
    assert.deepEqual((await olga.must('GET', `/conversations/${id}`)).channel_can.voices, ['audio/ogg', 'audio/mp4']);
  });
  test('several files are several messages in their order; a receipt counts when the last has come', async () => {
    const { person, id } = await acquaintance();
    const attachments = [];
    for (const n of [1, 2, 3]) attachments.push((await olga.upload(png(10 + n, 10), 'image/png', `${n}.png`)).id);
    const message = await says(id, 'three of them', ['delivered'], { attachments });
    assert.deepEqual(got(person), ['image:three of them', 'image:', 'image:']);
    person.read(number, fake.sentTo(person)[0].id);
    person.read(number, fake.sentTo(person)[2].id);
    await olga.reaches(id, message.id, ['read']);
  });
  test('a picture that is refused as one goes as a document', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('messages', { kind: 'error', code: 131053, to: person.phone });
    const file = await olga.upload(png(20, 20), 'image/png', 'odd.png');
    await says(id, 'odd', ['delivered'], { attachments: [file.id] });
    assert.deepEqual(got(person), ['document:odd']);
  });
  test('reactions are put on and taken off', async () => {
    const { person, id, hello } = await acquaintance();
    const [message] = await olga.spoken(id);
    const at = `/conversations/${id}/messages/${message.id}/reaction`;
    await olga.must('PUT', at, { emoji: '🙏' });
    await until(() => person.reactions.get(hello) === '🙏', 'it is on');
    await olga.must('PUT', at, { emoji: null }).catch(() => olga.must('DELETE', at));
    await until(() => !person.reactions.has(hello), 'it is off');
  });
  test('seen is told once, typing with the last message', async () => {
    const { id, hello } = await acquaintance();
    await olga.must('POST', `/conversations/${id}/seen`, {});
    await until(() => fake.marks.some((one) => one.id === hello && !one.typing), 'the mark of reading');
    await olga.must('POST', `/conversations/${id}/seen`, {});
    await olga.listen();
    olga.tell({ type: 'typing', conversation_id: id, on: true });
    await until(() => fake.marks.some((one) => one.id === hello && one.typing), 'the sign of typing');
    olga.close();
    assert.equal(fake.marks.filter((one) => one.id === hello && !one.typing).length, 1);
  });

  describe('what is more than words', () => {
    const shows = (id, wanted, what) => until(async () => (await olga.spoken(id)).find(wanted), `the inbox shows ${what}`);
    const refused = async (id, body, field, words) => {
      const answer = await olga.call('POST', `/conversations/${id}/messages`, body);
      assert.equal(answer.status, 422, JSON.stringify(answer.json));
      assert.deepEqual(answer.json.errors.map((one) => one.field), [field]);
      assert.match(answer.json.errors[0].message, words);
    };
    /** What the person has last, once it is there. */
    const last = (person) => fake.sentTo(person).at(-1);

    test('buttons and rows of a list, and what is pressed', async () => {
      const { person, id } = await acquaintance();
      const posted = await says(id, 'Wann? **Heute**', ['delivered'], { buttons: [{ title: 'At five', payload: 'slot:5' }, { title: 'Never' }] });
      assert.deepEqual([last(person).kind, last(person).object.type, last(person).object.body.text], ['interactive', 'button', 'Wann? *Heute*']);
      const context = { from: number.phone, id: last(person).id };
      person.send(number, { type: 'interactive', context, interactive: { type: 'button_reply', button_reply: { id: 'slot:5', title: 'At five' } } });
      const pressed = await shows(id, (one) => one.kind === 'interaction', 'the press');
      assert.deepEqual([pressed.text, pressed.content.payload, pressed.reply_to.id], ['At five', 'slot:5', posted.id]);
      await says(id, 'Which?', ['delivered'], { list_title: 'Sizes', buttons: ['S', 'M', 'L', 'XL'].map((title) => ({ title })) });
      const list = last(person);
      assert.deepEqual([list.object.type, list.object.action.button, list.object.action.sections[0].rows.map((row) => row.id)], ['list', 'Sizes', ['S', 'M', 'L', 'XL']]);
      person.send(number, { type: 'interactive', context: { from: number.phone, id: list.id }, interactive: { type: 'list_reply', list_reply: { id: 'XL', title: 'XL' } } });
      const chosen = await shows(id, (one) => one.text === 'XL', 'the row');
      assert.deepEqual([chosen.kind, chosen.content.payload, chosen.reply_to.text], ['interaction', 'XL', 'Which?']);
    });
    test('a link, the place and the number are asked for alone', async () => {
      const { person, id } = await acquaintance();
      await says(id, 'All of them', ['delivered'], { buttons: [{ title: 'See', url: 'https://shop.example/a' }] });
      assert.deepEqual(last(person).object.action, { name: 'cta_url', parameters: { display_text: 'See', url: 'https://shop.example/a' } });
      await says(id, 'Where are you?', ['delivered'], { buttons: [{ title: 'Here', ask: 'location' }] });
      assert.equal(last(person).object.type, 'location_request_message');
      person.send(number, { type: 'location', context: { from: number.phone, id: last(person).id }, location: { latitude: 52.2297, longitude: 21.0122, name: 'Home', address: 'Prosta 1' } });
      const place = await shows(id, (one) => one.kind === 'location', 'the place');
      assert.deepEqual([place.content.title, place.reply_to.text], ['Home', 'Where are you?']);
    });
    test('the number of somebody who came by a username', async () => {
      const name = `Reader ${++serial}`;
      const person = fake.person({ name, phone: '', username: '@quiet' });
      person.write(number, 'hello');
      const { id } = await olga.conversationOf(name);
      const { channel_can: can } = await olga.must('GET', `/conversations/${id}`);
      assert.deepEqual([can.buttons, can.asks_phone, can.asks_location, can.locations, can.contacts], [true, true, true, true, true]);
      await says(id, 'Where can we call you?', ['delivered'], { buttons: [{ title: 'Share my number', ask: 'phone' }] });
      assert.deepEqual([last(person).object.type, last(person).object.action], ['request_contact_info', { name: 'request_contact_info' }]);
      person.send(number, { type: 'contacts', origin: 'contact_request', context: { from: number.phone, id: last(person).id }, contacts: [{ phones: [{ phone: '48600100299' }] }] });
      const card = await shows(id, (one) => one.kind === 'contact', 'the card');
      assert.deepEqual([card.content.phone, card.content.own], ['+48600100299', true]);
      const { contact_detail: contact } = await olga.must('GET', `/conversations/${id}`);
      assert.deepEqual([contact.phone, contact.phone_verified], ['+48600100299', true]);
    });
    test('places and cards', async () => {
      const { person, id, hello } = await acquaintance();
      const [question] = await olga.spoken(id);
      const location = { latitude: 52.2297, longitude: 21.0122, title: 'Shop', address: 'Prosta 1' };
      const place = await says(id, '', ['delivered'], { location, reply_to: question.id });
      assert.deepEqual([place.kind, place.text, place.content], ['location', '', location]);
      assert.deepEqual([last(person).kind, last(person).object, last(person).context], ['location', { latitude: 52.2297, longitude: 21.0122, name: 'Shop', address: 'Prosta 1' }, hello]);
      const card = await says(id, '', ['delivered'], { contact: { name: 'Anna Nowak', phone: '+48 600 100 200' } });
      assert.deepEqual([card.kind, card.content], ['contact', { name: 'Anna Nowak', phone: '+48600100200', own: false }]);
      assert.deepEqual(last(person).object[0].phones, [{ phone: '+48600100200' }]);
    });
    test('what the platform does not take is refused beforehand, with what to do', async () => {
      const { person, id } = await acquaintance();
      const button = { title: 'a' };
      await refused(id, { text: 'x'.repeat(1025), buttons: [button] }, 'text', /send the longer part before/);
      await refused(id, { text: 'x', buttons: [{ title: 'x'.repeat(25) }] }, 'buttons', /shorten it/);
      await refused(id, { text: 'x', buttons: [button, button] }, 'buttons', /a payload of its own/);
      await refused(id, { text: 'x', buttons: [button, { title: 'b', url: 'https://x.io' }] }, 'buttons', /without other buttons/);
      await refused(id, { text: 'x', buttons: [{ title: 'b', ask: 'location' }, button] }, 'buttons', /one thing at a time/);
      await refused(id, { text: 'x', buttons: [{ title: 'b', ask: 'phone' }] }, 'buttons', /in this chat/);
      await refused(id, { text: 'x', buttons: [button], list_title: 'x'.repeat(21) }, 'list_title', /shorten it/);
      await refused(id, { text: 'x', list_title: 'x' }, 'list_title', /give the buttons/);
      await refused(id, { location: { latitude: 91, longitude: 0 } }, 'location.latitude', /from -90 to 90/);
      await refused(id, { location: { latitude: 1 } }, 'location.longitude', /from -180 to 180/);
      await refused(id, { location: 'here' }, 'location', /latitude and longitude/);
      await refused(id, { text: 'words', location: { latitude: 1, longitude: 1 } }, 'text', /goes alone/);
      await refused(id, { location: { latitude: 1, longitude: 1 }, note: true }, 'location', /as text/);
      await refused(id, { contact: { name: 'Anna', phone: '600' } }, 'contact.phone', /with its country/);
      await refused(id, { contact: { phone: '+48600100200' } }, 'contact.name', /missing/);
      await refused(id, { contact: { name: 'Anna', phone: '+48600100200' }, location: { latitude: 1, longitude: 1 } }, 'contact', /a place or a card/);
      assert.deepEqual(got(person), []);
    });
  });

  describe('receipts', () => {
    test('in any order, repeated, before the answer to the call', async () => {
      const { person, id } = await acquaintance();
      const delivery = fake.deliveryOf(number);
      delivery.hold();
      const sent = await olga.send(id, { text: 'out of order' });
      await olga.reaches(id, sent.id, ['sent']);
      const wamid = fake.sentTo(person)[0].id;
      person.read(number, wamid);
      delivery.twice = 1;
      await until(() => delivery.waiting.length === 3, 'three receipts wait');
      await delivery.release((entries) => entries.reverse());
      await olga.reaches(id, sent.id, ['read']);
      const before = delivery.attempts.length;
      fake.status(number, wamid, 'delivered');
      fake.status(number, wamid, 'sent');
      await until(() => delivery.attempts.length === before + 2, 'both are taken');
      assert.equal((await olga.spoken(id)).find((one) => one.id === sent.id).status, 'read');
      fake.faults.next('messages', { kind: 'overtake', to: person.phone });
      await says(id, 'quicker than the answer', ['delivered']);
    });
    test('a failure comes in words, with what to do', async () => {
      const { person, id } = await acquaintance();
      for (const [code, name, words] of /** @type {[number, string, RegExp][]} */ ([
        [131026, 'undeliverable', /not on WhatsApp/], [131047, 'window_closed', /template/], [131049, 'marketing_limited', /tomorrow/], [130472, 'experiment', /not charged/],
      ])) {
        fake.faults.next('messages', { kind: 'status', code, to: person.phone });
        const { error } = await says(id, `fails with ${code}`, ['failed']);
        assert.equal(error.code, name);
        assert.match(error.message, words);
      }
      person.blocked = true;
      assert.equal((await says(id, 'to who blocked us', ['failed'])).error.code, 'undeliverable');
    });
    for (const kind of ['error', 'status'])
      test(`who stopped marketing (told by ${kind === 'error' ? 'the answer' : 'a status'}): what to do, and it is kept with the contact`, async () => {
        const { person, id } = await acquaintance();
        fake.faults.next('messages', { kind, code: 131050, to: person.phone });
        const { error } = await says(id, 'spring sale', ['failed']);
        assert.equal(error.code, 'marketing_stopped');
        assert.match(error.message, /no marketing/);
        const { contact } = await olga.must('GET', `/conversations/${id}`);
        await until(async () => (await olga.must('GET', `/contacts/${contact.id}`)).attributes.marketing_messages === 'stop', 'the contact says so');
        await says(id, 'what you asked for', ['delivered']);
      });
    test('goes to the wa_id, while people see the number as it is dialled', async () => {
      for (const [phone, shown] of [['5215512345678', '+525512345678'], ['551187654321', '+5511987654321'], ['5491112345678', '+5491112345678']]) {
        const { person, id } = await acquaintance({ phone });
        const { contact } = await olga.must('GET', `/conversations/${id}`);
        const { phone: told, phone_verified } = await olga.must('GET', `/contacts/${contact.id}`);
        assert.deepEqual([told, phone_verified], [shown, true]);
        await says(id, `to ${phone}`, ['delivered']);
        assert.equal(fake.ledger.at(-1).to, phone);
        assert.deepEqual(person.inbox.map((one) => one.object.body), [`to ${phone}`]);
      }
    });
  });

  describe('trouble', () => {
    test('refusals for good are told at once', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('messages', { kind: 'error', code: 131051, to: person.phone });
      assert.equal((await says(id, 'refused', ['failed'])).error.code, 'unsupported');
      number.allowList = new Set();
      assert.match((await says(id, 'a test number', ['failed'])).error.message, /list/);
      number.allowList = null;
    });
    test('too fast for one person: waited out in place, and others are not held up', async () => {
      const [slow, quick] = [await acquaintance(), await acquaintance()];
      fake.faults.next('messages', { kind: 'error', code: 131056, to: slow.person.phone });
      const first = await olga.send(slow.id, { text: 'one' });
      const second = await olga.send(slow.id, { text: 'two' });
      await says(quick.id, 'at once', ['delivered']);
      assert.deepEqual(got(slow.person), []);
      await olga.reaches(slow.id, first.id, ['delivered']);
      await olga.reaches(slow.id, second.id, ['delivered']);
      assert.deepEqual(got(slow.person), ['text:one', 'text:two']);
    });
    test('too fast for the number, and a gateway that says so: everybody waits as long as told', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('messages', { kind: 'error', code: 130429, to: person.phone });
      fake.faults.next('messages', { kind: 'error', code: 131016, to: person.phone });
      await says(id, 'patience', ['delivered']);
      assert.deepEqual(got(person), ['text:patience']);
    });
    for (const kind of ['cut_before', 'cut_after', 'truncate', '502'])
      test(`an answer lost (${kind}): unconfirmed, never sent again by itself, and the next one goes`, async () => {
        const { person, id } = await acquaintance();
        const arrives = kind === 'cut_after' || kind === 'truncate';
        const delivery = fake.deliveryOf(number);
        delivery.hold();
        fake.faults.next('messages', { kind, to: person.phone });
        const sent = await olga.send(id, { text: 'did it arrive?' });
        await olga.reaches(id, sent.id, ['unconfirmed']);
        const next = await olga.send(id, { text: 'the next one' });
        await olga.reaches(id, next.id, ['sent']);
        assert.deepEqual(got(person), [...(arrives ? ['text:did it arrive?'] : []), 'text:the next one']);
        await delivery.release();
        await olga.reaches(id, next.id, ['delivered']);
        if (!arrives) return assert.equal((await olga.spoken(id)).find((one) => one.id === sent.id).status, 'unconfirmed');
        const known = await olga.reaches(id, sent.id, ['delivered']);
        assert.equal(known.external_id, fake.sentTo(person)[0].id, 'the receipt said which it is');
        person.reply(number, known.external_id, 'yes');
        const reply = await until(async () => (await olga.spoken(id)).find((one) => one.text === 'yes'), 'the answer');
        assert.equal(reply.reply_to.id, sent.id);
      });
    test('an upload that is cut is simply done again', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('media', { kind: 'cut_before' });
      fake.faults.next('media', { kind: '502' });
      const file = await olga.upload(pdf('Rechnung'), 'application/pdf', 'Rechnung.pdf');
      await says(id, '', ['delivered'], { attachments: [file.id] });
      assert.deepEqual(got(person), ['document:Rechnung.pdf']);
    });
    test('a token that was revoked: the channel says so, all waits, and goes on with a new one', async () => {
      const { person, id } = await acquaintance();
      business.revoked = true;
      const sent = await olga.send(id, { text: 'kept' });
      const state = await until(async () => (await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id && one.state === 'paused'), 'the channel is paused');
      assert.match(state.state_detail, /make a new one/);
      assert.equal((await olga.spoken(id)).find((one) => one.id === sent.id).status, 'queued');
      business.revoked = false;
      business.token = 'EAAanewtokenofthesystemuser';
      await olga.must('PATCH', `/channels/${channel.id}`, { settings: { token: business.token } });
      await olga.must('POST', `/channels/${channel.id}/test`, {});
      await olga.reaches(id, sent.id, ['delivered']);
      assert.deepEqual(got(person), ['text:kept']);
    });
  });

  test('the end of the 24 hours is told with the conversation', async () => {
    const { id } = await acquaintance();
    const { can_reply: can } = (await olga.conversations()).find((one) => one.id === id);
    const left = Date.parse(can.until) - Date.now();
    assert.ok(can.allowed && left > 23 * 3600_000 && left <= 24 * 3600_000, JSON.stringify(can));
  });
});
