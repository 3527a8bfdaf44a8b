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
  async function acquaintance() {
    const name = `Reader ${++serial}`;
    const person = fake.person({ name });
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
