// People edit what they sent: the words, or the file itself. What was there before stays to be read.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pdf, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

describe('an edit on Telegram', () => {
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
    const name = `Editor ${++serial}`, person = fake.person({ first_name: name });
    person.start(bot);
    person.write(bot, 'hello');
    const { id } = await olga.conversationOf(name);
    return { person, id };
  }
  /** The message of this name once it is so and its files are there. */
  const shown = (id, sent, is, what) =>
    until(async () => (await olga.spoken(id)).find((one) => one.external_id === `:${sent.chat.id}:${sent.message_id}` && one.attachments.every((file) => file.state === 'ready') && is(one)), what);
  const bytesOf = async (file) => (await olga.call('GET', `/attachments/${file.id}`)).raw;
  const fetched = () => fake.calls.filter((call) => call.path.endsWith('/getFile')).length;
  const wordsOf = (id, message) => olga.must('GET', `/conversations/${id}/messages/${message.id}/words`);

  test('of the words under a picture leaves the picture, and fetches nothing', async () => {
    const { person, id } = await acquaintance();
    const sent = person.sendPhoto(bot, { caption: 'blue', bytes: png(60, 40) });
    const [file] = (await shown(id, sent, (one) => one.text === 'blue' && one.attachments.length, 'the picture')).attachments;
    const calls = fetched();
    person.edit(bot, sent.message_id, 'green');
    const message = await shown(id, sent, (one) => one.text === 'green', 'the new words');
    assert.deepEqual([message.attachments.map((one) => one.id), fetched(), message.content.before.map((one) => [one.text, one.files])], [[file.id], calls, [['blue', undefined]]]);
  });
  for (const [kind, made, becomes] of /** @type {[any, Buffer, string][]} */ ([['photo', png(80, 20), 'image'], ['video', Buffer.from('a film'), 'video'], ['document', pdf('Right one'), 'file'], ['audio', Buffer.from('ID3 a song'), 'audio']]))
    test(`puts a ${kind} in the place of a picture: it is fetched, and the picture can be looked at still`, async () => {
      const { person, id } = await acquaintance();
      const old = png(60 + serial, 40);
      const sent = person.sendPhoto(bot, { caption: 'here', bytes: old });
      await shown(id, sent, (one) => one.attachments.length, 'the picture');
      person.swap(bot, sent.message_id, kind, made, { name: kind === 'document' ? 'right.pdf' : undefined });
      const message = await shown(id, sent, (one) => one.edited_at, 'the other file');
      assert.deepEqual([message.kind, message.text, message.attachments.length], [becomes, 'here', 1]);
      assert.deepEqual(await bytesOf(message.attachments[0]), made);
      const { before: [was], attachments } = await wordsOf(id, message);
      assert.deepEqual([was.text, was.files.map((one) => [one.kind, one.name]), attachments.length], ['here', [['image', 'photo.jpg']], 1]);
      assert.deepEqual(await bytesOf(was.files[0]), old);
    });
  test('puts a picture under words', async () => {
    const { person, id } = await acquaintance();
    const sent = person.write(bot, 'the bill');
    await shown(id, sent, () => true, 'the words');
    person.swap(bot, sent.message_id, 'photo', png(50, 50));
    const message = await shown(id, sent, (one) => one.attachments.length, 'the picture');
    assert.deepEqual([message.kind, message.text], ['image', 'the bill']);
  });
  test('of one picture of an album changes that one alone, also over and over', async () => {
    const { person, id } = await acquaintance();
    const album = person.sendAlbum(bot, 3, 'three views');
    const first = await shown(id, album[0], (one) => one.attachments.length === 3, 'the album');
    for (const shade of [10, 20]) {
      const other = png(70, 70, shade);
      person.swap(bot, album[1].message_id, 'photo', other);
      const message = await until(async () => {
        const found = (await olga.spoken(id)).find((one) => one.id === first.id);
        return found.content.before?.length === shade / 10 && found.attachments.every((file) => file.state === 'ready') ? found : null;
      }, 'the other picture');
      assert.deepEqual(message.attachments.map((file) => file.id === first.attachments[message.attachments.indexOf(file)].id), [true, false, true]);
      assert.deepEqual(await bytesOf(message.attachments[1]), other);
      assert.equal(message.text, 'three views');
    }
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
});
