// Files that an operator sends together are one album at the customer, and stay one message for us whatever happens on the way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ogg, pdf, png } from '../fakes/telegram/files.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

describe('albums on Telegram', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let bot, serial = 0;
  before(async () => {
    fake = await startTelegramFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ bot } = await joinTelegram(parley, fake, 'webhook'));
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });

  async function acquaintance() {
    const name = `Collector ${++serial}`, person = fake.person({ first_name: name });
    person.start(bot);
    const hello = person.write(bot, 'hello');
    const { id } = await olga.conversationOf(name);
    await until(async () => (await olga.spoken(id)).length, 'the first words');
    return { person, id, hello };
  }
  const kinds = {
    photo: (i) => olga.upload(png(40 + i, 30), 'image/png', `photo ${i}.png`),
    video: (i) => olga.upload(Buffer.from(`a film ${i}`), 'video/mp4', `film ${i}.mp4`),
    document: (i) => olga.upload(pdf(`Paper ${i}`), 'application/pdf', `paper ${i}.pdf`),
    audio: (i) => olga.upload(Buffer.from(`ID3 a song ${i}`), 'audio/mpeg', `song ${i}.mp3`),
    gif: (i) => olga.upload(Buffer.from(`GIF89a\x08\x00\x08\x00${i}`), 'image/gif', `laugh ${i}.gif`),
  };
  /** Sends files of these kinds as one message. @param {number} id @param {string[]} files @param {Record<string, any>} [more] */
  async function sends(id, files, more = {}) {
    const attachments = [];
    for (const [i, kind] of files.entries()) attachments.push((await kinds[kind](i)).id);
    return olga.send(id, { text: '', attachments, ...more });
  }
  const mediaOf = (message) => ['photo', 'video', 'animation', 'audio', 'voice', 'document'].find((kind) => message[kind]) ?? 'text';
  /** What the person has, albums in brackets: "[photo photo] document". */
  const seen = (person) => {
    let last;
    const words = person.received(bot).map((message) => {
      const joins = message.media_group_id && message.media_group_id === last;
      last = message.media_group_id;
      return joins ? `+${mediaOf(message)}` : message.media_group_id ? `[${mediaOf(message)}` : mediaOf(message);
    });
    return words.join(' ').replaceAll(' +', '+').replace(/\[\S+/g, '$&]');
  };
  const callsFor = (person, method) => fake.calls.filter((call) => call.path.endsWith(`/${method}`) && call.body.includes(String(person.id))).length;
  const at = (id, message) => `/conversations/${id}/messages/${message}`;
  const groupAt = (person) => ({ chat_id: person.id });

  test('files of a kind are one call and one message, in their order, the text under the first', async () => {
    const { person, id } = await acquaintance();
    const question = (await olga.spoken(id))[0];
    const { id: message } = await sends(id, ['photo', 'video', 'photo'], { text: 'Три вида 👀', reply_to: question.id });
    const sent = await olga.reaches(id, message, ['sent']);
    assert.equal(callsFor(person, 'sendMediaGroup'), 1);
    const got = person.received(bot);
    assert.deepEqual(got.map((one) => [mediaOf(one), one.caption, one.reply_to_message?.text]), [['photo', 'Три вида 👀', 'hello'], ['video', undefined, 'hello'], ['photo', undefined, 'hello']]);
    assert.equal(new Set(got.map((one) => one.media_group_id)).size, 1);
    assert.deepEqual([sent.external_id, ...sent.content.parts], got.map((one) => `:${person.id}:${one.message_id}`), 'each part has its number');
    assert.equal((await olga.spoken(id)).length, 2);
  });
  test('documents and audio go with their like; what may be in no album goes alone, and the order stays', async () => {
    const { person, id } = await acquaintance();
    for (const files of [['document', 'document'], ['audio', 'audio', 'audio'], ['photo', 'photo', 'document', 'gif', 'gif', 'photo', 'video', 'audio']]) {
      const { id: message } = await sends(id, files);
      await olga.reaches(id, message, ['sent']);
    }
    const voices = [(await olga.upload(ogg(2), 'audio/ogg', 'voice.ogg')).id, (await olga.upload(ogg(2), 'audio/ogg', 'voice.ogg')).id];
    const kind = (await olga.send(id, { text: '', attachments: voices })).kind;
    await until(() => person.received(bot).length === 15, 'all of it');
    const tail = kind === 'voice' ? ' voice voice' : ' [audio+audio]';
    assert.equal(seen(person), `[document+document] [audio+audio+audio] [photo+photo] document animation animation [photo+video] audio${tail}`);
  });
  test('ten are one album; a text too long for a caption follows it', async () => {
    const { person, id } = await acquaintance();
    const { id: message } = await sends(id, Array(10).fill('photo'), { text: 'слово '.repeat(200) });
    await olga.reaches(id, message, ['sent']);
    assert.equal(seen(person), `[${Array(10).fill('photo').join('+')}] text`);
    assert.equal(person.received(bot)[0].caption, undefined);
  });
  test('its caption is changed, and put where none was', async () => {
    const { person, id } = await acquaintance();
    for (const text of ['the old plan', '']) {
      const { id: message } = await sends(id, ['photo', 'photo'], { text });
      await olga.reaches(id, message, ['sent']);
      assert.equal((await olga.must('PATCH', at(id, message), { text: `new ${text}.` })).text, `new ${text}.`);
      await until(() => person.received(bot).some((one) => one.caption === `new ${text}.`), 'the new caption');
    }
    assert.deepEqual(person.received(bot).map((one) => Boolean(one.caption)), [true, false, true, false]);
  });
  test('taken back, all of it goes; so does all of a long text', async () => {
    const { person, id } = await acquaintance();
    const album = await sends(id, ['photo', 'photo', 'photo'], { text: 'wrong chat' });
    const long = await olga.send(id, { text: 'word '.repeat(1000) });
    const stays = await olga.send(id, { text: 'this stays' });
    for (const one of [album, long, stays]) await olga.reaches(id, one.id, ['sent']);
    assert.equal(person.received(bot).length, 6);
    const gone = await olga.must('DELETE', at(id, album.id));
    assert.ok(gone.deleted_at);
    await olga.must('DELETE', at(id, long.id));
    await until(() => person.received(bot).map((one) => one.text).join() === 'this stays', 'only the last message is left');
    assert.equal(callsFor(person, 'deleteMessages'), 2);
  });
  test('taken back after two days: refused, shown again, and the thread says why', async () => {
    const { person, id } = await acquaintance();
    const { id: message } = await sends(id, ['photo', 'photo']);
    await olga.reaches(id, message, ['sent']);
    fake.faults.next('deleteMessages', { kind: 'error', code: 400, description: "Bad Request: message can't be deleted for everyone", ...groupAt(person) });
    await olga.must('DELETE', at(id, message));
    const line = await until(async () => (await olga.messages(id)).find((one) => one.content?.activity === 'delete_failed'), 'a line');
    assert.deepEqual([line.content.message_id, line.content.code], [message, 'too_late']);
    assert.equal((await olga.spoken(id)).find((one) => one.id === message).deleted_at, null);
    assert.equal(person.received(bot).length, 2);
  });
  test('retry_after of 429 and a 5xx in JSON are waited out, and the order is kept', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendMediaGroup', { kind: '429', retry_after: 1, ...groupAt(person) });
    fake.faults.next('sendMediaGroup', { kind: '5xx', code: 500, ...groupAt(person) });
    const album = await sends(id, ['photo', 'photo']);
    const next = await olga.send(id, { text: 'after the album' });
    await olga.reaches(id, album.id, ['sent'], 60);
    await olga.reaches(id, next.id, ['sent']);
    assert.equal(seen(person), '[photo+photo] text');
  });
  for (const [kind, taken] of /** @type {[string, number][]} */ ([['cut_before', 0], ['cut_after', 2], ['truncate', 2], ['502', 0]]))
    test(`an answer lost (${kind}) leaves the album unconfirmed; it is not sent again by itself`, async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('sendMediaGroup', { kind, ...groupAt(person) });
      const { id: message } = await sends(id, ['photo', 'photo']);
      await olga.reaches(id, message, ['unconfirmed']);
      const { id: next } = await olga.send(id, { text: 'the next one' });
      await olga.reaches(id, next, ['sent']);
      const count = () => fake.sentTo(person.id).filter((one) => one.message.photo).length;
      assert.equal(count(), taken);
      await olga.must('POST', `${at(id, message)}/retry`);
      const again = await olga.reaches(id, message, ['sent']);
      assert.equal(count(), taken + 2);
      const numbers = person.received(bot).filter((one) => one.photo).slice(-2).map((one) => `:${person.id}:${one.message_id}`);
      assert.deepEqual([again.external_id, ...again.content.parts], numbers, 'known by the numbers of what came last');
    });
  test('an album that arrived is not sent again when what follows it does not', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendDocument', { kind: 'cut_after', ...groupAt(person) });
    const { id: message } = await sends(id, ['photo', 'photo', 'document']);
    const half = await olga.reaches(id, message, ['unconfirmed']);
    assert.equal(half.error.code, 'partly_sent');
    assert.match(half.error.message, /2 of 3/);
    const { id: next } = await olga.send(id, { text: 'the next one' });
    await olga.reaches(id, next, ['sent']);
    assert.equal(seen(person), '[photo+photo] document text');
  });
  test('a file after an album is refused: what arrived is told, and only the rest goes again', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendDocument', { kind: 'error', code: 400, description: 'Bad Request: wrong file', ...groupAt(person) });
    const { id: message } = await sends(id, ['photo', 'photo', 'document', 'audio']);
    const half = await olga.reaches(id, message, ['failed']);
    assert.equal(half.error.code, 'partly_sent');
    assert.deepEqual([half.content.arrived.parts, half.content.arrived.of, half.content.arrived.files], [1, 3, half.attachments.slice(0, 2).map((one) => one.id)]);
    assert.equal((await olga.call('PATCH', at(id, message), { text: 'other' })).status, 409);
    await olga.must('POST', `${at(id, message)}/retry`);
    const whole = await olga.reaches(id, message, ['sent']);
    assert.equal(seen(person), '[photo+photo] document audio');
    const numbers = person.received(bot).map((one) => `:${person.id}:${one.message_id}`);
    assert.deepEqual([whole.external_id, ...whole.content.parts, whole.content.arrived], [...numbers, undefined]);
  });
  test('a picture that Telegram takes for none: the album goes as files', async () => {
    const { person, id } = await acquaintance();
    const wide = await olga.upload(png(400, 8), 'image/png', 'banner.png');
    const plan = await olga.upload(png(40, 30), 'image/png', 'plan.png');
    const { id: message } = await olga.send(id, { text: 'both', attachments: [plan.id, wide.id] });
    await olga.reaches(id, message, ['sent']);
    assert.equal(seen(person), '[document+document]');
    assert.deepEqual(person.received(bot).map((one) => [one.document.file_name, one.caption]), [['plan.png', 'both'], ['banner.png', undefined]]);
  });
  test('a person who blocked the bot: failed, with the reason', async () => {
    const { person, id } = await acquaintance();
    person.thread(bot).blocked = true;
    const { id: message } = await sends(id, ['photo', 'photo']);
    const failed = await olga.reaches(id, message, ['failed']);
    assert.equal(failed.error.code, 'blocked');
  });
  test('a server that is killed while it sends an album says that it does not know', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendMediaGroup', { kind: 'slow_answer', ms: 20_000, ...groupAt(person) });
    const { id: message } = await sends(id, ['photo', 'photo']);
    await until(() => fake.sentTo(person.id).length === 2, 'it is at the person');
    await parley.kill('SIGKILL');
    await parley.start();
    await olga.reaches(id, message, ['unconfirmed']);
    const { id: next } = await olga.send(id, { text: 'and on' });
    await olga.reaches(id, next, ['sent']);
    assert.equal(seen(person), '[photo+photo] text');
  });
  test('an answer to any part is one to the message', async () => {
    const { person, id } = await acquaintance();
    const { id: message } = await sends(id, ['photo', 'photo']);
    await olga.reaches(id, message, ['sent']);
    person.write(bot, 'the second one', { reply_to: person.received(bot)[1].message_id });
    const reply = await until(async () => (await olga.spoken(id)).find((one) => one.text === 'the second one'), 'an answer to the second picture');
    assert.equal(reply.reply_to.id, message);
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
  test('every call passes the published object model', { skip: missing }, async () => {
    for (const method of ['sendMediaGroup', 'deleteMessages', 'editMessageCaption']) assert.ok(fake.calls.some((call) => call.path.endsWith(method)), method);
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});
