// What goes out to Messenger: every kind, echoes and watermarks in any order, refusals in words, limits waited out, and nothing sent twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ogg, pdf, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { joinPage, startMessengerFake, Talks } from './harness/meta.mjs';

const hour = 3600 * 1000;

describe('sending to Messenger', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startMessengerFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Awaited<ReturnType<typeof joinPage>>['app']} */ let app;
  /** @type {Awaited<ReturnType<typeof joinPage>>['page']} */ let page;
  /** @type {Talks} */ let talks;
  let channel;
  before(async () => {
    fake = await startMessengerFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ app, page, channel } = await joinPage(parley, fake));
    talks = new Talks(olga, fake, page);
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });
  /** While this is done, what we send comes back otherwise. @param {{echo?: typeof fake.echo, receipts?: typeof fake.receipts}} how @param {() => Promise<void>} work */
  async function with_({ echo = 'after', receipts = 'delivered' }, work) {
    Object.assign(fake, { echo, receipts });
    try {
      await work();
    } finally {
      Object.assign(fake, { echo: 'after', receipts: 'delivered' });
    }
  }
  const message = async (id, one) => (await olga.spoken(id)).find((each) => each.id === one);
  const outbound = async (id) => (await olga.spoken(id)).filter((one) => one.direction === 'outbound').map((one) => one.text);

  /** It was on its way, and is in the queue again: seen on the socket. @param {number} id */
  const triedAndWaits = (id) => until(() => {
    const states = olga.events.filter((event) => event.type === 'message.updated' && event.data.message?.id === id).map((event) => event.data.message.status);
    return states.indexOf('queued') > states.indexOf('sending') && states.includes('sending');
  }, `message ${id} waits for another try`);

  describe('every kind', () => {
    test('text with its quote, and a long one in parts', async () => {
      const { person, id, hello } = await talks.acquaintance();
      const [question] = await olga.spoken(id);
      await talks.says(id, 'Dzień dobry, łódź 👋', ['delivered'], { reply_to: question.id });
      const [first] = fake.sentTo(person);
      assert.deepEqual([first.message.text, first.reply_to, first.type, first.tag], ['Dzień dobry, łódź 👋', hello, 'RESPONSE', undefined]);
      const { id: longId } = await talks.says(id, 'слово '.repeat(700).trim());
      const long = await until(async () => (await olga.spoken(id)).find((one) => one.id === longId && one.content?.parts), 'its parts are known');
      const parts = fake.sentTo(person).slice(1);
      assert.deepEqual(parts.map((one) => one.message.text).join(' ').split(/\s+/).length, 700);
      assert.ok(parts.length === 3 && parts.every((one) => one.message.text.length <= 2000));
      assert.deepEqual([long.external_id, ...long.content.parts], parts.map((one) => one.mid));
      assert.deepEqual((await outbound(id)).length, 2, 'its echoes are no messages of their own');
    });
    test('several pictures as one message, up to ten', async () => {
      const { person, id } = await talks.acquaintance();
      const attachments = [];
      for (let n = 0; n < 10; n++) attachments.push((await olga.upload(png(10 + n, 10), 'image/png', `${n}.png`)).id);
      await talks.says(id, '', ['delivered'], { attachments });
      const [{ files }, ...rest] = fake.sentTo(person);
      assert.deepEqual([files.length, rest.length], [10, 0]);
      assert.deepEqual(files.map((file, n) => file.bytes.equals(png(10 + n, 10))), Array(10).fill(true));
      const mixed = [];
      for (const [bytes, type, name] of /** @type {[Buffer, string, string][]} */ ([[png(3, 3), 'image/png', 'a.png'], [png(4, 3), 'image/png', 'b.png'], [pdf('c'), 'application/pdf', 'c.pdf'], [png(5, 3), 'image/png', 'd.png']]))
        mixed.push((await olga.upload(bytes, type, name)).id);
      await talks.says(id, 'in their order', ['delivered'], { attachments: mixed });
      assert.deepEqual(talks.got(person).slice(1), ['image+image', 'file', 'image', 'in their order']);
    });
    test('of several files one is refused: what arrived is told, and only the rest goes again', async () => {
      const { person, id } = await talks.acquaintance();
      const files = [];
      for (const name of ['a', 'b', 'c']) files.push(await olga.upload(pdf(name), 'application/pdf', `${name}.pdf`));
      fake.faults.next('messages', { kind: 'error', code: 100, subcode: 2018047, to: person.id(page), skip: 1 });
      const half = await talks.says(id, 'three papers', ['failed'], { attachments: files.map((one) => one.id) });
      assert.equal(half.error.code, 'partly_sent');
      const { parts, of, files: there } = half.content.arrived;
      assert.deepEqual([parts, of, there], [1, 4, [files[0].id]]);
      assert.deepEqual(talks.got(person), ['file']);
      await olga.must('POST', `/conversations/${id}/messages/${half.id}/retry`);
      const whole = await olga.reaches(id, half.id, ['sent', 'delivered']);
      const all = await until(async () => (await message(id, half.id))?.content?.parts && message(id, half.id), 'all its parts are known');
      assert.deepEqual([all.content.arrived, talks.got(person)], [undefined, ['file', 'file', 'file', 'three papers']]);
      assert.deepEqual([all.external_id, ...all.content.parts], fake.sentTo(person).map((one) => one.mid));
      assert.equal(whole.error, null);
    });
    test('files by what they are, words beside them', async () => {
      const { person, id } = await talks.acquaintance();
      const send = async (bytes, type, name, text = '') => {
        const file = await olga.upload(bytes, type, name);
        await talks.says(id, text, ['delivered'], { attachments: [file.id] });
      };
      await send(png(20, 20), 'image/png', 'photo.png', 'The photo');
      await send(pdf('Umowa'), 'application/pdf', 'Umowa №7.pdf');
      await send(Buffer.from('a film'), 'video/mp4', 'film.mp4');
      const voice = await olga.must('POST', '/attachments?name=voice.ogg&voice=1&duration_ms=1000', ogg(1), { 'content-type': 'audio/ogg' });
      await talks.says(id, '', ['delivered'], { attachments: [voice.id] });
      assert.deepEqual(talks.got(person), ['image', 'The photo', 'file', 'video', 'audio']);
      const [document] = fake.sentTo(person)[2].files;
      assert.deepEqual([document.bytes.equals(pdf('Umowa')), document.name, document.mime], [true, 'Umowa №7.pdf', 'application/pdf']);
    });
    test('an upload that is cut is simply done again', async () => {
      const { person, id } = await talks.acquaintance();
      fake.faults.next('message_attachments', { kind: 'cut_before' });
      fake.faults.next('message_attachments', { kind: '502' });
      const file = await olga.upload(pdf('Rechnung'), 'application/pdf', 'Rechnung.pdf');
      await talks.says(id, '', ['delivered'], { attachments: [file.id] });
      assert.deepEqual(talks.got(person), ['file']);
    });
    test('quick replies, and buttons that open a page; a press comes back with its payload', async () => {
      const { person, id } = await talks.acquaintance();
      await talks.says(id, 'When?', ['delivered'], { buttons: [{ title: 'On Friday', payload: 'fri' }, { title: 'My phone', ask: 'phone' }] });
      assert.deepEqual(fake.sentTo(person)[0].message.quick_replies, [{ content_type: 'text', title: 'On Friday', payload: 'fri' }, { content_type: 'user_phone_number' }]);
      person.choose(page, 'On Friday');
      const pressed = await talks.seen(id, (one) => one.kind === 'interaction', 'the answer');
      assert.deepEqual([pressed.text, pressed.content.payload], ['On Friday', 'fri']);
      await talks.says(id, 'Or look here', ['delivered'], { buttons: [{ title: 'The shop', url: 'https://shop.example.com/a' }, { title: 'Call me', payload: 'call' }] });
      assert.deepEqual(fake.sentTo(person)[1].message.attachment.payload, {
        template_type: 'button', text: 'Or look here', buttons: [{ type: 'web_url', title: 'The shop', url: 'https://shop.example.com/a' }, { type: 'postback', title: 'Call me', payload: 'call' }],
      });
      person.choose(page, 'Call me');
      await talks.seen(id, (one) => one.kind === 'interaction' && one.content.payload === 'call', 'the button');
    });
    test('reactions are put on and taken off', async () => {
      const { person, id, hello } = await talks.acquaintance();
      const [question] = await olga.spoken(id);
      const at = `/conversations/${id}/messages/${question.id}/reaction`;
      const on = () => person.thread(page).find(hello)?.reactions.get(page.id);
      await olga.must('PUT', at, { emoji: '😆' });
      await until(() => on() === 'smile', 'it is on');
      await olga.must('PUT', at, { emoji: '❤' });
      await until(() => on() === 'love', 'it is another');
      await olga.must('DELETE', at);
      await until(() => on() === undefined, 'it is off');
      assert.ok((await olga.call('PUT', at, { emoji: '🙏' })).status >= 400, 'Messenger has no such one');
    });
    test('seen is told once; typing begins and ends', async () => {
      const { person, id } = await talks.acquaintance();
      const acts = () => fake.actions.filter((one) => one.to === person.id(page)).map((one) => one.action);
      await olga.must('POST', `/conversations/${id}/seen`, {});
      await until(() => acts().includes('mark_seen'), 'the mark of reading');
      await olga.must('POST', `/conversations/${id}/seen`, {});
      await olga.listen();
      olga.tell({ type: 'typing', conversation_id: id, on: true });
      await until(() => acts().includes('typing_on'), 'the sign of typing');
      olga.tell({ type: 'typing', conversation_id: id, on: false });
      await until(() => acts().includes('typing_off'), 'it ends');
      olga.close();
      assert.deepEqual(acts(), ['mark_seen', 'typing_on', 'typing_off']);
    });
  });

  describe('echoes and receipts', () => {
    for (const echo of /** @type {const} */ (['before', 'after', 'none']))
      test(`an echo ${echo === 'none' ? 'that never comes' : `${echo} the answer`}: shown once, under the operator's name`, () => with_({ echo, receipts: 'none' }, async () => {
        const { person, id } = await talks.acquaintance();
        await talks.says(id, 'one', ['sent']);
        await talks.says(id, 'слово '.repeat(700).trim(), ['sent']);
        const attachments = [(await olga.upload(png(5, 5), 'image/png', 'a.png')).id, (await olga.upload(png(6, 5), 'image/png', 'b.png')).id];
        await talks.says(id, 'with pictures', ['sent'], { attachments });
        await fake.settled();
        const ours = (await olga.spoken(id)).filter((one) => one.direction === 'outbound');
        assert.deepEqual(ours.map((one) => [one.text.slice(0, 13), one.author.name, one.status]), [['one', 'Olga', 'sent'], ['слово слово с', 'Olga', 'sent'], ['with pictures', 'Olga', 'sent']]);
        assert.equal(ours[0].external_id, fake.sentTo(person)[0].mid);
      }));
    test('what another integration sends with our words is not taken for ours', () => with_({ receipts: 'none' }, async () => {
      const { person, id } = await talks.acquaintance();
      await talks.says(id, 'twice', ['sent']);
      page.writeFromInbox(person, 'twice', { app: '5555' });
      await until(async () => (await outbound(id)).length === 2, 'both are there');
    }));
    test('up to a moment: delivered, then read; older marks take nothing back', () => with_({ receipts: 'none' }, async () => {
      const { person, id } = await talks.acquaintance();
      const first = await talks.says(id, 'one', ['sent']);
      const second = await talks.says(id, 'two', ['sent']);
      await fake.settled();
      person.read(page, Date.now() - hour);
      await fake.settled();
      assert.deepEqual([(await message(id, first.id)).status, (await message(id, second.id)).status], ['sent', 'sent'], 'long before them');
      person.read(page);
      await olga.reaches(id, first.id, ['read']);
      await olga.reaches(id, second.id, ['read']);
      await fake.tellDelivered(person.thread(page), person.thread(page).lastOurs);
      assert.equal((await message(id, second.id)).status, 'read');
    }));
    test('watermarks as text, without message ids and without a time of their own', async () => {
      Object.assign(fake.quirks, { stringWatermarks: true, deliveryWithoutMids: true, receiptsWithoutTime: true });
      const { person, id } = await talks.acquaintance();
      const sent = await talks.says(id, 'one', ['delivered']);
      person.read(page);
      await olga.reaches(id, sent.id, ['read']);
      Object.assign(fake.quirks, { stringWatermarks: false, deliveryWithoutMids: false, receiptsWithoutTime: false });
    });
    test('what waits its turn is not read by a mark that is older', async () => {
      const { person, id } = await talks.acquaintance();
      fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2018338, to: person.id(page), times: 2 });
      const sent = await olga.send(id, { text: 'later' });
      person.read(page, Date.now() + hour);
      await fake.settled();
      assert.ok(['queued', 'sending'].includes((await message(id, sent.id)).status));
      await olga.reaches(id, sent.id, ['delivered'], 60);
      assert.deepEqual(talks.got(person), ['later']);
    });
  });

  describe('an answer lost', () => {
    for (const [kind, more] of /** @type {[string, any][]} */ ([['cut_before', {}], ['cut_after', {}], ['truncate', {}], ['502', {}], ['error_after', { code: 1, subcode: 1357046 }]]))
      test(`(${kind}): unconfirmed, never sent again by itself, the next one goes; its echo tells that it arrived`, async () => {
        const { person, id } = await talks.acquaintance();
        const arrives = ['cut_after', 'truncate', 'error_after'].includes(kind);
        const delivery = fake.deliveryOf(app);
        delivery.hold();
        fake.faults.next('messages', { kind, to: person.id(page), ...more });
        const sent = await olga.send(id, { text: 'did it arrive?' });
        await olga.reaches(id, sent.id, ['unconfirmed']);
        const next = await olga.send(id, { text: 'the next one' });
        await olga.reaches(id, next.id, ['sent']);
        assert.deepEqual(talks.got(person), [...(arrives ? ['did it arrive?'] : []), 'the next one']);
        await fake.settled();
        await delivery.release();
        await olga.reaches(id, next.id, ['delivered']);
        assert.deepEqual(await outbound(id), ['did it arrive?', 'the next one']);
        if (!arrives) return assert.equal((await message(id, sent.id)).status, 'unconfirmed');
        const known = await olga.reaches(id, sent.id, ['sent', 'delivered']);
        assert.equal(known.external_id, fake.sentTo(person)[0].mid, 'the echo said which it is');
        person.write(page, 'yes', { replyTo: known.external_id });
        assert.equal((await talks.seen(id, (one) => one.text === 'yes', 'the answer')).reply_to.id, sent.id);
        assert.equal(fake.sentTo(person).length, 2);
      });
    test('in the middle of a long one: what arrived stays, and a person decides about the rest', () => with_({ echo: 'none', receipts: 'none' }, async () => {
      const { person, id } = await talks.acquaintance();
      fake.faults.next('messages', { kind: 'cut_after', to: person.id(page), skip: 1 });
      const { error } = await talks.says(id, 'слово '.repeat(700).trim(), ['unconfirmed']);
      assert.match(error.message, /only 1 of 3 parts/);
      assert.equal(fake.sentTo(person).length, 2);
    }));
    test('refused before it was written, it is tried again until it goes', async () => {
      const { person, id } = await talks.acquaintance();
      await fake.offline();
      const sent = await olga.send(id, { text: 'when you are back' });
      try {
        await until(() => /could not be fetched: .*[Rr]efused/.test(parley.log), 'nobody is there, as the person\'s profile met later than the message');
        assert.ok(['queued', 'sending'].includes((await message(id, sent.id)).status));
      } finally {
        await fake.listen();
      }
      await olga.reaches(id, sent.id, ['delivered']);
      assert.deepEqual(talks.got(person), ['when you are back']);
    });
  });

  describe('trouble', () => {
    test('too fast, by the platform\'s word and by a gateway\'s: waited out in place', async () => {
      const { person, id } = await talks.acquaintance();
      await olga.listen();
      fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2018338, to: person.id(page) });
      fake.faults.next('messages', { kind: '429', retry_after: 2, to: person.id(page) });
      const [one, two] = [await olga.send(id, { text: 'one' }), await olga.send(id, { text: 'two' })];
      await triedAndWaits(one.id);
      for (const { id: each } of [one, two]) await olga.reaches(id, each, ['delivered']);
      assert.deepEqual(talks.got(person), ['one', 'two']);
    });
    test('a passing fault is tried again, and told at last', async () => {
      const { person, id } = await talks.acquaintance();
      fake.faults.next('messages', { kind: 'error', code: 2, to: person.id(page), times: 2 });
      await talks.says(id, 'third time lucky');
      assert.deepEqual(talks.got(person), ['third time lucky']);
      fake.faults.next('messages', { kind: 'error', code: 2, to: person.id(page), times: 3 });
      assert.match((await talks.says(id, 'never', ['failed'])).error.message, /passing fault/);
    });
    test('refusals for good are told at once, in words', async () => {
      const { person, id } = await talks.acquaintance();
      for (const [code, subcode, name, words] of /** @type {[number, number | undefined, string, RegExp][]} */ ([
        [100, 2018001, 'not_found', /knows nobody/], [10, 2018108, 'unavailable', /cannot receive/], [10, 2018065, 'not_allowed', /Human Agent/], [100, 2018109, 'too_big', /8 MB/], [100, undefined, 'refused', /Messenger says: .*Invalid parameter/],
      ])) {
        fake.faults.next('messages', { kind: 'error', code, subcode, to: person.id(page) });
        const { error } = await talks.says(id, `refused with ${code}/${subcode}`, ['failed']);
        assert.equal(error.code, name);
        assert.match(error.message, words);
      }
      person.block(page);
      const { error } = await talks.says(id, 'to who blocked us', ['failed']);
      assert.deepEqual([error.code, /blocked/.test(error.message)], ['unavailable', true]);
      person.unblock(page);
      await talks.says(id, 'friends again');
      assert.deepEqual(talks.got(person), ['friends again']);
    });
    test('too late, by the platform\'s clock: told in words, and closed until they write', async () => {
      const { person, id } = await talks.acquaintance();
      person.thread(page).heard = Date.now() - 25 * hour;
      const { error } = await talks.says(id, 'too late', ['failed']);
      assert.equal(error.code, 'window_closed');
      assert.match(error.message, /24 hours/);
      await talks.refused(id, 'window_closed');
      const refused = await olga.call('POST', `/conversations/${id}/messages`, { text: 'still too late', client_id: 'c-late' });
      assert.deepEqual([refused.status, refused.json.code], [409, 'cannot_reply']);
      person.write(page, 'here I am');
      await talks.refused(id, null);
      await talks.says(id, 'in time');
      assert.deepEqual(talks.got(person), ['in time']);
    });
    const paused = () => until(async () => (await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id && one.state === 'paused'), 'the channel is paused');
    test('a token that was revoked: the channel says so, all waits, and goes on with a new one', async () => {
      const { person, id } = await talks.acquaintance();
      page.revoke();
      const sent = await olga.send(id, { text: 'kept' });
      const ill = await paused();
      assert.deepEqual([ill.state_code, /[Mm]ake a new one/.test(ill.state_detail)], ['token_refused', true]);
      const other = await olga.send(id, { text: 'and this' });
      assert.deepEqual([(await message(id, sent.id)).status, (await message(id, other.id)).status], ['queued', 'queued']);
      const still = await olga.call('POST', `/channels/${channel.id}/test`, {});
      assert.equal(still.json?.ok, false, 'the old token is no better the second time');
      assert.deepEqual(talks.got(person), []);
      page.token = page.addToken(app).value;
      await olga.must('PATCH', `/channels/${channel.id}`, { settings: { token: page.token } });
      await olga.must('POST', `/channels/${channel.id}/test`, {});
      await olga.reaches(id, sent.id, ['delivered']);
      await olga.reaches(id, other.id, ['delivered']);
      assert.deepEqual(talks.got(person), ['kept', 'and this']);
    });
    test('the Page is restricted: paused, and goes on when it no longer is', async () => {
      const { person, id } = await talks.acquaintance();
      page.restricted = true;
      const sent = await olga.send(id, { text: 'kept' });
      assert.match((await paused()).state_detail, /restricted the Page/);
      page.restricted = false;
      await olga.must('POST', `/channels/${channel.id}/test`, {});
      await olga.reaches(id, sent.id, ['delivered']);
      assert.deepEqual(talks.got(person), ['kept']);
    });
  });
});
